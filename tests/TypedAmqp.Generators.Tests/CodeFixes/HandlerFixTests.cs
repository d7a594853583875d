using TypedAmqp.CodeFixes;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>The fix of TAMQP307 and CS0535.</summary>
public sealed class HandlerFixTests
{
    private const string Program = """
        [assembly: ClosedTopology]
        [Message("a")] public sealed record A(int Id);
        [Message("b")] public sealed record B(int Id);
        [Exchange("in", ExchangeType.Fanout)] [Publishes<A>] [Publishes<B>] public partial class In;
        [Queue("q")] [Binding<In>] public partial class Q;

        """;

    [Theory]
    [InlineData("TAMQP307")]
    [InlineData("CS0535")]
    public async Task ItAddsTheMissingMethod(string id)
    {
        string text = await Fixing.ApplyAsync(new HandlerFix(), Program + """
            public class Handler : Q.IConsumer
            {
                public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """, id, "Handle B");
        Assert.Contains(
            "    public ValueTask HandleAsync(B message, Delivery delivery, CancellationToken cancellationToken) => throw new NotImplementedException();", text);
        await Fixing.AssertSoundAsync(text);
    }

    [Theory]
    [InlineData("TAMQP307")]
    [InlineData("CS0535")]
    public async Task ItAddsAllToAClassWithoutABody(string id)
    {
        string text = await Fixing.ApplyAsync(new HandlerFix(), Program + "public class Handler : Q.IConsumer;\n", id, "Handle A, B");
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task ItIgnoresWhatIsNotWanted()
    {
        string text = await Fixing.ApplyAsync(new HandlerFix(), Program + """
            /// <summary>Takes one of two.</summary>
            public class Handler : Q.IConsumer
            {
                public ValueTask HandleAsync(A message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """, "CS0535", "Ignore B");
        Assert.Contains("[Ignore<B>]\npublic partial class Handler : Q.IConsumer", text.ReplaceLineEndings("\n"));
        await Fixing.AssertSoundAsync(text);
    }
}
