using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP407.</summary>
public sealed class RetryFixTests
{
    [Theory]
    [InlineData("")]
    [InlineData("[Retry(Duration.Hour)] ")]
    public async Task TheMessageWaitsForItsNextAttempt(string retry)
    {
        string text = await Fixing.ApplyAsync(new RetryFix(), $$"""
            [Message("a")] public sealed record A(int Id);

            [Queue("q")]
            {{retry}}[Sends<A>]
            public partial class Q;

            public sealed class Handler : Q.IConsumer
            {
                public async ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => await delivery.RequeueAsync();
            }
            """, "TAMQP407");
        Assert.Contains("=> await delivery.RetryAsync();", text);
        Assert.Contains(retry.Length == 0 ? "[Retry]" : "[Retry(Duration.Hour)]", text);
        await Fixing.AssertSoundAsync(text);
    }
}
