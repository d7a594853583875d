using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>Routes of types that contracts derive from.</summary>
public sealed class FamilyTests
{
    [Fact]
    public void ContractsStandInPlaceOfTheirBase()
    {
        ExchangeModel exchange = new Declared("""
            public abstract record Event(int N);
            [Message("a")] public record A(int N) : Event(N);
            [Message("b")] public sealed record B(int N) : A(N);
            [Message("c")] public sealed record C(int N) : Event(N);
            public sealed record NoContract(int N) : Event(N);
            [Message("d")] public sealed record Unrelated(int N);
            [Exchange("e")] [Publishes<Event>("event.{N}", Priority = 3)] [Publishes<C>("c")] public partial class E;
            """).Exchange("E");
        Assert.Equal(["b event.{N} 3", "a event.{N} 3", "c c "], exchange.Routes.Select(Text));
        FamilyModel family = Assert.Single(exchange.Families);
        Assert.Equal(("global::Event", "event.{N}"), (family.Base.TypeName, family.Key));
        Assert.Equal(["b event.{N} 3", "a event.{N} 3", "c c "], family.Members.Select(Text));
    }

    [Fact]
    public void ABaseThatIsAContractIsOneOfThem()
    {
        ExchangeModel exchange = new Declared("""
            [Message("a")] public record A(int N);
            [Message("b")] public sealed record B(int N) : A(N);
            [Exchange("e")] [Publishes<A>("k")] public partial class E;
            """).Exchange("E");
        Assert.Equal(["b k ", "a k "], exchange.Routes.Select(Text));
        Assert.Equal(["b k ", "a k "], Assert.Single(exchange.Families).Members.Select(Text));
    }

    [Fact]
    public void AnInterfaceHasAFamilyToo()
    {
        ExchangeModel exchange = new Declared("""
            public interface IEvent { int N { get; } }
            [Message("a")] public readonly record struct A(int N) : IEvent;
            [Message("b")] public sealed record B(int N) : IEvent;
            [Exchange("e")] [Publishes<IEvent>("{N}")] public partial class E;
            """).Exchange("E");
        Assert.Equal(
            ["b {N} ", "a {N} "], exchange.Routes.OrderByDescending(static route => route.Message.WireName, StringComparer.Ordinal).Select(Text));
        Assert.All(exchange.Routes, static route => Assert.Equal(PlaceholderKind.Integer, route.Key.Parts[0].Kind));
    }

    [Fact]
    public void AQueueTakesAFamilyToo()
    {
        QueueModel queue = new Declared("""
            public abstract record Event(int N);
            [Message("a")] public sealed record A(int N) : Event(N);
            [Message("b")] public sealed record B(int N) : Event(N);
            [Queue("q")] [Sends<Event>(Persistent = false)] public partial class Q;
            """).Queue("Q");
        Assert.Equal(["a False", "b False"], queue.Sends.Select(static send => $"{send.Message.WireName} {send.Options.Persistent}"));
        Assert.Equal(2, Assert.Single(queue.Families).Members.Count);
    }

    [Fact]
    public void ABaseWithoutContractsIsWhatItIs()
    {
        ExchangeModel exchange = new Declared("""
            public abstract record Event(int N);
            [Exchange("e")] [Publishes<Event>("{N}")] public partial class E;
            """).Exchange("E");
        Assert.Equal("global::Event", Assert.Single(exchange.Routes).Message.TypeName);
        Assert.Empty(exchange.Families);
    }

    [Fact]
    public void ContractsOfTheBasesAssemblyAndOfThisOne()
    {
        MetadataReference library = TestCompilation.Library("Contracts", "namespace Contracts;\n" + """
            public abstract record Event(int N);
            [Message("there")] public sealed record There(int N) : Event(N);
            """);
        ExchangeModel exchange = new Declared("""
            [Message("here")] public sealed record Here(int N) : Contracts.Event(N);
            [Exchange("e")] [Publishes<Contracts.Event>("{N}")] public partial class E;
            """, library).Exchange("E");
        Assert.Equal(["there", "here"], exchange.Routes.Select(static route => route.Message.WireName));
    }

    private static string Text(RouteModel route) => $"{route.Message.WireName} {route.Key.Text} {route.Options.Priority}";
}
