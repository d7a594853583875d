using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Routing;
using TypedAmqp.Generators.Tests.Parsing;

namespace TypedAmqp.Generators.Tests.Routing;

/// <summary>What can arrive in a queue.</summary>
public sealed class ArrivalTests
{
    private const string Contracts = """
        public enum Region { Eu, Us }
        [Message("a")] public sealed record A(Region Region, string Name, int Number);
        [Message("b")] public sealed record B(Region Region);

        """;

    [Fact]
    public void TheExampleArrivesWhereItShould()
    {
        const string program = ShopExample.Declarations;
        Assert.Equal(["OrderCancelled", "OrderPlaced"], Arrivals(program, "Billing"));
        Assert.Equal(["OrderCancelled", "OrderPlaced"], Arrivals(program, "Buried"));
        Assert.Equal(["Greeting"], Arrivals(program, "Hello"));
        Assert.Equal(["LogLine"], Arrivals(program, "MyLogs"));
        Assert.Equal(
            ["Orders --order.*.placed--> Billing --dead letter--> Graveyard --> Buried"],
            Models(program, "Buried").Single(static arrival => arrival.Message.Name == "OrderPlaced").Routes);
    }

    [Theory]
    [InlineData("Topic", "x.{Region}", "x.eu", "A")]
    [InlineData("Topic", "x.{Region}", "x.asia", "")]
    [InlineData("Topic", "x.{Region}", "*.*", "A")]
    [InlineData("Topic", "x.{Number}", "x.eu", "")]
    [InlineData("Topic", "x.v{Number}", "x.v2", "A")]
    [InlineData("Topic", "x.v{Number}", "x.2", "")]
    [InlineData("Topic", "x.{Name}", "x.eu", "A")]
    [InlineData("Topic", "x.{Name}", "x.eu.y", "")]
    [InlineData("Topic", "x.{Name:words}", "x.eu.y", "A")]
    [InlineData("Topic", "", "#", "A")]
    [InlineData("Topic", "", "*", "")]
    [InlineData("Direct", "x.{Region}", "x.us", "A")]
    [InlineData("Direct", "x.{Region}", "x.*", "")]
    [InlineData("Direct", "x.{Region}", "x.#", "")]
    [InlineData("Fanout", "anything", "else", "A")]
    [InlineData("Headers", "anything", "else", "A")]
    public void BindingsAreMatchedAsTheExchangeMatchesThem(string type, string template, string binding, string expected)
    {
        string program = Contracts + $$"""
            [Exchange("e", ExchangeType.{{type}})] [Publishes<A>("{{template}}")] public partial class E;
            [Queue("q")] [Binding<E>("{{binding}}")] public partial class Q;
            """;
        Assert.Equal(expected, string.Join(",", Arrivals(program, "Q")));
    }

    [Fact]
    public void APluginsExchangeMayRouteAnything() => Assert.Equal(["A"], Arrivals(Contracts + """
        [Exchange("e", "x-consistent-hash")] [Publishes<A>("x")] public partial class E;
        [Queue("q")] [Binding<E>("10")] public partial class Q;
        """, "Q"));

    [Fact]
    public void DeadLettersTakeTheirDeclaredKeyAlong()
    {
        const string program = Contracts + """
            [Exchange("in")] [Publishes<A>("a")] [Publishes<B>("b")] public partial class In;
            [Exchange("dead", ExchangeType.Topic)] public partial class Dead;
            [Queue("qa")] [Binding<In>("a")] [DeadLetter<Dead>(RoutingKey = "failed.a")] public partial class Qa;
            [Queue("qb")] [Binding<In>("b")] [DeadLetter<Dead>] public partial class Qb;
            [Queue("failed")] [Binding<Dead>("failed.*")] public partial class Failed;
            [Queue("own")] [Binding<Dead>("b")] public partial class Own;
            """;
        Assert.Equal(["A"], Arrivals(program, "Failed"));
        Assert.Equal(["B"], Arrivals(program, "Own"));
    }

    [Fact]
    public void DeadLettersMayGoStraightToAQueueAndInCircles()
    {
        const string program = Contracts + """
            [Exchange("in", ExchangeType.Fanout)] [Publishes<A>("a")] public partial class In;
            [Queue("work")] [Binding<In>] [DeadLetter<Wait>] public partial class Work;
            [Queue("wait", Purpose = QueuePurpose.Delay, MessageTtl = 1000)] [DeadLetter<Work>] public partial class Wait;
            """;
        Assert.Equal(["A"], Arrivals(program, "Work"));
        Assert.Equal(["A"], Arrivals(program, "Wait"));
        Assert.Equal(["In --> Work", "In --> Work --dead letter--> Wait --dead letter--> Work"], Models(program, "Work").Single().Routes);
    }

    [Fact]
    public void ExchangesPassOnAndFallBack()
    {
        const string program = Contracts + """
            [Exchange("in", ExchangeType.Topic)] [AlternateExchange<Rest>] [Publishes<A>("a.{Region}")] [Publishes<B>("b.{Region}")] public partial class In;
            [Exchange("mid", ExchangeType.Topic)] [Binding<In>("a.#")] [Binding<Mid>("#")] public partial class Mid;
            [Exchange("rest", ExchangeType.Fanout)] public partial class Rest;
            [Queue("q")] [Binding<Mid>("a.eu", "b.eu")] public partial class Q;
            [Queue("r")] [Binding<Rest>] public partial class R;
            """;
        Assert.Equal(["A"], Arrivals(program, "Q"));
        Assert.Equal(["B"], Arrivals(program, "R"));
    }

    [Fact]
    public void OneExchangeThatTwoClassesDeclareIsOne()
    {
        const string program = Contracts + """
            [Exchange("e", ExchangeType.Fanout)] [Publishes<A>] public partial class E;
            [Exchange("e", ExchangeType.Fanout, External = true)] [Publishes<B>] public partial class SameE;
            [Queue("q")] [Binding<E>] public partial class Q;
            """;
        Assert.Equal(["A", "B"], Arrivals(program, "Q"));
    }

    [Fact]
    public void TheOrderOfDeclarationsDoesNotMatter()
    {
        string[] lines = ShopExample.Declarations.Split("\n\n");
        string reversed = string.Join("\n\n", lines.Take(3).Concat(lines.Skip(3).Reverse()));
        foreach (string queue in (string[])["Billing", "Buried", "Hello", "MyLogs"])
        {
            Assert.Equal(Models(ShopExample.Declarations, queue), Models(reversed, queue));
        }
    }

    [Fact]
    public void TheGeneratorAsksForWhatOtherAssembliesDeadLetter()
    {
        MetadataReference library = TestCompilation.Library("Library", Contracts + """
            [Exchange("in")] [Publishes<A>("a")] public partial class In;
            [Exchange("dead", ExchangeType.Fanout)] public partial class Dead;
            [Queue("work")] [Binding<In>("a")] [DeadLetter<Dead>] public partial class Work;
            """);
        Compilation compilation = TestCompilation.Create("""[Queue("failed")] [Binding<Dead>] public partial class Failed;""", library);
        INamedTypeSymbol consumer = TestCompilation.Generate(compilation).Compilation.GetTypeByMetadataName("Failed+IConsumer")!;
        Assert.Equal(["A"], consumer.GetMembers("HandleAsync").OfType<IMethodSymbol>().Select(static method => method.Parameters[0].Type.Name));
        Assert.Same(ReferencedManifests.Declarations(compilation).Queues[0].Name, ReferencedManifests.Declarations(compilation).Queues[0].Name);
    }

    private static IEnumerable<string> Arrivals(string program, string queue) =>
        Models(program, queue).Select(static arrival => arrival.Message.Name);

    private static EquatableArray<ArrivalModel> Models(string program, string queue)
    {
        Declared declared = new(program);
        return RoutingGraph.Create(declared.Exchanges, declared.Queues).ArrivalsIn(declared.Queue(queue));
    }
}
