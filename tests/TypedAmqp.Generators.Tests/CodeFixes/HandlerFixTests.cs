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
            "    public ValueTask HandleAsync(B message, Delivery delivery, CancellationToken cancellationToken) => throw new NotImplementedException();",
            text);
        await Fixing.AssertSoundAsync(text);
    }

    [Theory]
    [InlineData("TAMQP307")]
    [InlineData("CS0535")]
    public async Task ItAddsTheMethodForMany(string id)
    {
        string text = await Fixing.ApplyAsync(new HandlerFix(), Program + """
            public class Handler : Q.IBatchConsumer
            {
                public ValueTask HandleAsync(MessageBatch<A> messages, CancellationToken cancellationToken) => default;
            }
            """, id, "Handle B");
        Assert.Contains(
            "    public ValueTask HandleAsync(MessageBatch<B> messages, CancellationToken cancellationToken) => throw new NotImplementedException();",
            text);
        await Fixing.AssertSoundAsync(text);
    }

    [Fact]
    public async Task ItIgnoresMany()
    {
        string text = await Fixing.ApplyAsync(new HandlerFix(), Program + """
            public class Handler : Q.IBatchConsumer
            {
                public ValueTask HandleAsync(MessageBatch<A> messages, CancellationToken cancellationToken) => default;
            }
            """, "CS0535", "Ignore B");
        Assert.Contains("[Ignore<B>]\npublic partial class Handler : Q.IBatchConsumer", text.ReplaceLineEndings("\n"));
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

    [Theory]
    [InlineData("public record Handler : Q.IConsumer;", false)]
    [InlineData("public class Handler<T> : Q.IConsumer;", false)]
    [InlineData("public struct Handler : Q.IConsumer;", false)]
    [InlineData("public class Outer { public class Handler : Q.IConsumer; }", false)]
    [InlineData("public partial class Outer { private class Handler : Q.IConsumer; }", false)]
    [InlineData("public partial class Outer<T> { public class Handler : Q.IConsumer; }", false)]
    [InlineData("file class Handler : Q.IConsumer;", false)]
    [InlineData("public partial class Outer { public class Handler : Q.IConsumer; }", true)]
    public async Task IgnoringIsOfferedWhereItCompiles(string handler, bool isOffered)
    {
        IReadOnlyList<string> titles = await Fixing.TitlesAsync(new HandlerFix(), Program + handler, "CS0535");
        Assert.Equal(isOffered ? ["Handle A, B", "Ignore A, B"] : ["Handle A, B"], titles);
        if (isOffered)
        {
            string text = await Fixing.ApplyAsync(new HandlerFix(), Program + handler, "CS0535", "Ignore A, B");
            Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(text)));
        }
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
