using TypedAmqp.CodeFixes;
using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.CodeFixes;

/// <summary>
/// Remedies that write more than an argument, or elsewhere than where the diagnostic stands. That each repairs the code on its page is tested with
/// the pages.
/// </summary>
public sealed class RemedyFixTests
{
    private const string Contract = """
        public enum Region { Eu, Us }
        [Message("order.placed")] public sealed record OrderPlaced(Region Region, string Path, int Major);

        """;

    [Theory]
    [InlineData("order.*.placed", "order.placed")]
    [InlineData("#.placed", "placed")]
    [InlineData("order.#", "order")]
    public Task AWildcardLeavesAPublishedKey(string key, string repaired) => Repairs(
        "TAMQP206", $"""[Exchange("e", ExchangeType.Topic)] [Publishes<OrderPlaced>("{key}")] public partial class E;""", $"Change to \"{repaired}\"",
        $"(\"{repaired}\")");

    [Theory]
    [InlineData("order.{Region.placed", "order.{Region}.placed")]
    [InlineData("order.{Region.placed", "order.{{Region.placed")]
    [InlineData("order.Region}", "order.Region}}")]
    [InlineData("order..placed", "order.placed")]
    [InlineData(".placed", "placed")]
    public Task AKeyIsRepaired(string key, string repaired) => Repairs(
        "TAMQP211", $$"""[Exchange("e", ExchangeType.Topic)] [Publishes<OrderPlaced>("{{key}}")] public partial class E;""",
        $"Change to \"{repaired}\"", $"(\"{repaired}\")");

    [Theory]
    [InlineData("order.*x", "order.*.x")]
    [InlineData("order.*x", "order.*")]
    [InlineData("v#.a*b.#", "v.#.a*b.#")]
    public Task AWildcardBecomesAWordOfItsOwn(string key, string repaired) => Repairs(
        "TAMQP207",
        $"""[Exchange("e", ExchangeType.Topic)] public partial class E; [Queue("q")] [Binding<E>("{key}")] public partial class Q;""",
        $"Change to \"{repaired}\"",
        $"(\"{repaired}\")",
        isSound: !repaired.Contains("a*b", StringComparison.Ordinal));

    [Theory]
    [InlineData("[Exchange(\"e\")]", "[Exchange(\"e\", ExchangeType.Topic)]")]
    [InlineData("[Exchange(\"e\", ExchangeType.Direct, Durable = false)]", "[Exchange(\"e\", ExchangeType.Topic, Durable = false)]")]
    public Task TheExchangeGetsAnotherType(string written, string repaired) => Repairs(
        "TAMQP208", $"""[Queue("q", Durable = false)] [Binding<E>("order.*")] public partial class Q; {written} public partial class E;""",
        "Make 'E' a topic exchange", repaired);

    [Theory]
    [InlineData("Topic", "order.{Region}.{Path}.v{Major}", "TAMQP301", "[Binding<E>(\"order.*.*.*\")]")]
    [InlineData("Topic", "order.{Path:words}.placed", "TAMQP301", "[Binding<E>(\"order.#.placed\")]")]
    [InlineData("Direct", "placed", "TAMQP301", "[Binding<E>(\"placed\")]")]
    [InlineData("Fanout", "placed", "TAMQP301", "[Binding<E>]")]
    public Task AQueueIsBound(string type, string key, string id, string binding) => Repairs(id, $$"""
        [assembly: ClosedTopology]
        {{Contract}}
        [Exchange("e", ExchangeType.{{type}})]
        [Publishes<OrderPlaced>("{{key}}")]
        public partial class E;

        [Queue("other")]
        public partial class Other;
        """, null, binding);

    [Fact]
    public async Task AQueueThatIsBoundAlreadyComesFirst()
    {
        const string program = "[assembly: ClosedTopology]\n" + Contract + """
            [Exchange("e", ExchangeType.Topic)]
            [Publishes<OrderPlaced>("order.{Region}")]
            public partial class E;

            [Queue("another")]
            public partial class Another;

            [Queue("bound")]
            [Binding<E>("order.eu")]
            public partial class Bound;
            """;
        IReadOnlyList<string> titles = await Fixing.TitlesAsync(new RemedyFix(), program, "TAMQP302");
        Assert.Equal(["Bind 'Bound' to 'E' with 'order.*'", "Bind 'Another' to 'E' with 'order.*'"], titles);
        Assert.Contains(
            "[Binding<E>(\"order.eu\")]\n[Binding<E>(\"order.*\")]",
            (await Fixing.ApplyAsync(new RemedyFix(), program, "TAMQP302", titles[0])).ReplaceLineEndings("\n"));
    }

    private static async Task Repairs(string id, string program, string? title, string expected, bool isSound = true)
    {
        string source = program.Contains("record OrderPlaced", StringComparison.Ordinal) ? program : Contract + program;
        string text = await Fixing.ApplyAsync(new RemedyFix(), source, id, title);
        Assert.Contains(expected, text);
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(text)));
        Assert.Equal(isSound, (await TestCompilation.DiagnoseAsync(TestCompilation.Create(text))).All(diagnostic => diagnostic.Id != id));
    }
}
