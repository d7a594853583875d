using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP213, 214 and 215.</summary>
public sealed class ContractTests
{
    private const string Context = """
        using System.Text.Json.Serialization;
        [assembly: Topology("shop", Json = typeof(ShopJson))]
        [JsonSerializable(typeof(A))] [JsonSerializable(typeof(List<B[]>))] internal sealed partial class ShopJson : JsonSerializerContext;
        [Message("a")] public sealed record A(Inner Inner, Dictionary<string, Leaf?> Leaves);
        [Message("b")] public sealed record B(int Id);
        [Message("c")] public sealed record C(int Id);
        public sealed record Inner(Inner? Next);
        public readonly record struct Leaf(int Id);

        """;

    [Fact]
    public async Task AContractThatTheContextLacksIsNamed()
    {
        string message = await Expect.MessageAsync(Context + """
            [Exchange("e")]
            [Publishes<A>("a")] [Publishes<B>("b")] [Publishes<Inner>("i")] [Publishes<Leaf>("l")] [Publishes<string>("s")]
            [Publishes<{|TAMQP214:C|}>("c")]
            public partial class E;
            """);
        Assert.Equal("'ShopJson' does not know C, which travels as JSON: add [JsonSerializable(typeof(C))] to it", message);
    }

    [Fact]
    public Task QueuesAndServicesTravelAsJsonToo() => Expect.DiagnosticsAsync(Context + """
        [Queue("q")] [Sends<{|TAMQP214:C|}>] public partial class Q;
        [RpcService("s")] public interface IS { Task<C> {|TAMQP214:DoAsync|}(C {|TAMQP214:c|}, CancellationToken token); Task<A> FineAsync(B b); }
        [RpcService("t", Format = MessageFormat.Text)] public interface IT { Task<int> DoAsync(string text); }
        """);

    [Fact]
    public Task WhatAServiceInheritsTravelsToo() => Expect.DiagnosticsAsync(
        Context + """
            [RpcService("s")] public interface {|TAMQP214:{|TAMQP214:IS|}|} : IOwn, Contracts.IBase;
            public interface IOwn { Task<A> DoAsync(C {|TAMQP214:c|}); Task<C> Default(C c) => Task.FromResult(c); }
            """,
        TestCompilation.Library(
            "Contracts", "namespace Contracts; public sealed record D(int Id); public interface IBase { Task<D> OtherAsync(D d); }"));

    [Fact]
    public async Task WhatArrivesFromAnotherAssemblyIsReadHere()
    {
        MetadataReference library = TestCompilation.Library("Contracts", """
            namespace Contracts;
            [Message("d")] public sealed record D(int Id);
            [Exchange("ds", ExchangeType.Fanout)] [Publishes<D>] public partial class Ds;
            """);
        await Expect.DiagnosticsAsync(Context + """[Queue("q")] [Binding<Contracts.Ds>] public partial class {|TAMQP214:Q|};""", library);
    }

    [Fact]
    public Task WithoutAContextReflectionDoesIt() => Expect.DiagnosticsAsync("""
        [assembly: Topology("shop")]
        [Message("c")] public sealed record C(int Id);
        [Exchange("e")] [Publishes<C>("c")] public partial class E;
        """);

    [Fact]
    public async Task AContractWithoutABodyInItsFormatIsRefused()
    {
        string message = await Expect.MessageAsync("""
            [Message("a", Format = MessageFormat.Text)] public sealed record A(int X, int Y);
            [Message("b", Format = MessageFormat.Text)] public sealed record B(string Text);
            [Message("c", Format = MessageFormat.Raw)] public sealed record C(ReadOnlyMemory<byte> Octets);
            [Exchange("e")] [Publishes<{|TAMQP213:A|}>("a")] [Publishes<B>("b")] [Publishes<C>("c")] [Publishes<byte[]>("d")] public partial class E;
            """);
        Assert.StartsWith("A cannot be written as text: make it a string", message);
    }

    [Fact]
    public Task AWrapperIsAroundAValueThatIsThereAndAllOfIt() => Expect.DiagnosticsAsync("""
        [Message("a", Format = MessageFormat.Text)] public sealed record A(string? Text);
        [Message("b", Format = MessageFormat.Raw)] public sealed record B(byte[]? Octets);
        [Message("c", Format = MessageFormat.Text)] public sealed record C(string Text) { public required int Number { get; init; } }
        [Exchange("e")] [Publishes<{|TAMQP213:A|}>("a")] [Publishes<{|TAMQP213:B|}>("b")] [Publishes<{|TAMQP213:C|}>("c")] public partial class E;
        """);

    [Fact]
    public async Task OneWireNameIsForOneContract()
    {
        MetadataReference library = TestCompilation.Library("Contracts", """
            namespace Contracts;
            [Message("order.placed")] public sealed record Placed(int Id);
            [Exchange("theirs", ExchangeType.Fanout)] [Publishes<Placed>] public partial class Theirs;
            """);
        string message = await Expect.MessageAsync("""
            [Message({|TAMQP215:"order.placed"|})] public sealed record OrderPlaced(int Id);
            [Message("order.placed", Version = 2)] public sealed record OrderPlaced2(int Id);
            """, library);
        Assert.Equal(
            "'order.placed' is also the wire name of Placed, so that a consumer may read one for the other: give each its own name or version",
            message);
    }

    [Fact]
    public async Task WhatIsMadeOfAGenericContractIsTheContract()
    {
        const string envelope = """
            [Message({|TAMQP215:"envelope"|})] public sealed record Envelope<T>(T Value);
            [Exchange("e")] [Publishes<Envelope<int>>("int")] public partial class E;
            """;
        await Expect.DiagnosticsAsync(envelope.Replace("{|TAMQP215:\"envelope\"|}", "\"envelope\"", StringComparison.Ordinal));
        string message = await Expect.MessageAsync(envelope + """[Exchange("f")] [Publishes<Envelope<string>>("string")] public partial class F;""");
        Assert.StartsWith("'envelope' is also the wire name of Envelope<int>", message, StringComparison.Ordinal);
    }
}
