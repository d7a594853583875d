using TypedAmqp.CodeFixes;
using TypedAmqp.Generators.Manifests.Changes;
using TypedAmqp.Generators.Tests.CodeFixes;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>Against the lock file, and across assemblies.</summary>
public sealed class ReleaseTests
{
    [Theory]
    [InlineData("record M(int A, {|TAMQP701:int B|});", "'B' is new, so programs of the other version read messages that lack it: make it optional")]
    [InlineData(
        "record M(int A, {|TAMQP701:string? B|});",
        "'B' is new, so programs of the other version read messages that lack it: give it a default ('= null')")]
    [InlineData("record {|TAMQP701:M|}();", "'A' is gone, so")]
    [InlineData("record {|TAMQP701:M|}(int? Other = null);", "'A' is gone, so")]
    [InlineData("record M(int A, int? B = null) { public required int {|TAMQP701:C|} { get; init; } }", "'C' is new")]
    [InlineData("record M({|TAMQP702:string A|});", "the type of 'A' was int and is string")]
    [InlineData(
        "record M({|TAMQP702:[property: System.Text.Json.Serialization.JsonPropertyName(\"b\")] int A|});", "the JSON name of 'A' was a and is b")]
    public async Task AContractChanged(string after, string message) => Assert.Contains(message, await Expect.MessageAsync($$"""
        /* Released:
        [Message("m")] public sealed record M(int A);
        */
        [Message("m")] public sealed {{after}}
        """));

    [Theory]
    [InlineData("public sealed record M(int? A);")]
    [InlineData("public sealed record M(int A, int? B = null);")]
    [InlineData("public sealed record M(int A, int B = 3);")]
    public async Task WhatTheOtherVersionReadsAsBeforeIsNoMoreThanStale(string after) => await Expect.DiagnosticsAsync($$"""
        /* Released:
        [assembly: Topology("shop")] [Message("m")] public sealed record M(int A);
        */
        [assembly: {|TAMQP710:Topology("shop")|}] [Message("m")] {{after}}
        """);

    [Fact]
    public async Task ANewVersionIsAnotherContract() => await Expect.DiagnosticsAsync("""
        /* Released:
        [assembly: Topology("shop")] [Message("m")] public sealed record M(int A);
        */
        [assembly: {|TAMQP710:Topology("shop")|}] [Message("m", Version = 2)] public sealed record M(string B);
        """);

    [Fact]
    public async Task AnEnumChanged()
    {
        const string released = """
            /* Released:
            public enum E { A, B } [Message("m")] public sealed record M(E E);
            */
            [Message("m")] public sealed record M(E E);

            """;
        Assert.Contains("'E.C' (2) is new", await Expect.MessageAsync(released + "public enum E { A, B, {|TAMQP703:C|} }"));
        Assert.Contains("the value of 'B' was 1 and is 5", await Expect.MessageAsync(released + "public enum E { A, {|TAMQP702:B|} = 5 }"));
    }

    [Theory]
    [InlineData(
        "[Queue({|TAMQP704:\"q\"|}, MessageTtl = 5)] [Binding<E>(\"a.*\")]",
        "[Exchange(\"e\", ExchangeType.Topic)]",
        "argument 'x-message-ttl' (none before, 5 now)")]
    [InlineData(
        "[Queue({|TAMQP704:\"q\"|}, Durable = false)] [Binding<E>(\"a.*\")]",
        "[Exchange(\"e\", ExchangeType.Topic)]",
        "durability (true before, false now)")]
    [InlineData(
        "[Queue({|TAMQP704:\"q\"|}, QueueType.Quorum, DeliveryLimit = 3)] [Binding<E>(\"a.*\")]",
        "[Exchange(\"e\", ExchangeType.Topic)]",
        "another argument 'x-queue-type' (none before, quorum now), argument 'x-delivery-limit' (none before, 3 now): declaring it is refused")]
    [InlineData(
        "[Queue(\"q\")] [Binding<E>(\"a.*\")]", "[Exchange({|TAMQP705:\"e\"|}, ExchangeType.Topic, AutoDelete = true)]", "another auto-delete")]
    [InlineData("[Queue({|TAMQP706:\"q\"|})] [Binding<E>(\"a.b\")]", "[Exchange(\"e\", ExchangeType.Topic)]", "a binding to 'e' by 'a.*'")]
    public async Task AnEntityChanged(string queue, string exchange, string message) => Assert.Contains(message, await Expect.MessageAsync($$"""
        /* Released:
        [Queue("q")] [Binding<E>("a.*")] public partial class Q;
        [Exchange("e", ExchangeType.Topic)] public partial class E;
        */
        {{queue}} public partial class Q;
        {{exchange}} public partial class E;
        """));

    [Fact]
    public async Task AKeyChanged() => Assert.Contains("under 'a.{N}', and is now under 'b.{N}'", await Expect.MessageAsync("""
        /* Released:
        [Message("m")] public sealed record M(int N);
        [Exchange("e", ExchangeType.Topic)] [Publishes<M>("a.{N}")] public partial class E;
        */
        [Message("m")] public sealed record M(int N);
        [Exchange("e", ExchangeType.Topic)] [Publishes<M>({|TAMQP707:"b.{N}"|})] public partial class E;
        """));

    [Fact]
    public async Task AWireNameChanged()
    {
        const string source = """
            /* Released:
            [Message("m")] public sealed record M(int N);
            */
            [Message({|TAMQP711:"n"|})] public sealed record M(int N);
            """;
        Assert.Contains("released as 'm' and is now 'n'", await Expect.MessageAsync(source));
        Assert.Contains(
            "[Message(\"m\")] public sealed record M(int N);\n",
            await Fixing.ApplyAsync(new RemedyFix(), new MarkedSource(source).Text + "\n", "TAMQP711"));
    }

    [Fact]
    public async Task TwoReferencesDeclareOneQueueDifferently() => Assert.Contains("Aaa and Bbb declare the queue 'q' with another argument 'x-message-ttl' (5, none)", await Expect.MessageAsync("""
        /* Assembly Aaa:
        [Queue("q", MessageTtl = 5)] public partial class A; [Exchange("same")] public partial class C;
        */
        /* Assembly Bbb:
        [Queue("q")] public partial class B; [Exchange("same")] public partial class D;
        */
        [assembly: {|TAMQP708:Topology("shop")|}]
        """));

    [Fact]
    public async Task AManifestOfAnotherFormat() => Assert.Contains("The manifest of 'Aaa' has format 7, and this compiler reads 1", await Expect.MessageAsync("""
        /* Assembly Aaa:
        [assembly: TopologyManifest(7, "", "{}")]
        */
        [assembly: {|TAMQP709:Topology("shop")|}]
        """));

    [Fact]
    public async Task ALockFileIsThereWhereOneIsAskedFor() => Assert.StartsWith("There is no topology.lock.json beside the project: review", await Expect.MessageAsync("""
        // <TypedAmqpTopologyLock>true</TypedAmqpTopologyLock>
        [assembly: {|TAMQP710:Topology("shop")|}]
        """));

    [Theory]
    [InlineData("", "cannot be read: Expected a value at character 0 of the JSON")]
    [InlineData("[]", "has no 'format', 'hash' and 'manifest'")]
    [InlineData("{\"format\":2,\"hash\":\"\",\"manifest\":{}}", "has another format than 1")]
    [InlineData("{\"format\":1,\"hash\":\"0\",\"manifest\":{}}", "was changed by hand: its hash is that of something else")]
    public void ALockFileThatIsNone(string text, string problem)
    {
        LockFile file = LockFile.Read(text);
        Assert.Null(file.Manifest);
        Assert.Equal(problem, file.Problem);
    }

    [Fact]
    public async Task TheSameIsNothing()
    {
        string source = ShopExample.Declarations.Replace("*/", "", StringComparison.Ordinal);
        Assert.DoesNotContain(
            await TestCompilation.DiagnoseAsync(
                TestCompilation.Create($"{source}\n{ShopExample.Handler}\n/* Released:\n{source}\n{ShopExample.Handler}*/")),
            static diagnostic => diagnostic.Id.StartsWith("TAMQP7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NobodyDeclares() => await Expect.DiagnosticsAsync("""
        [assembly: ClosedTopology]
        [Exchange({|TAMQP712:"e"|}, External = true)] public partial class E;
        [Queue({|TAMQP712:"q"|}, Purpose = QueuePurpose.Inspected, External = true)] [Binding<E>("k")] public partial class Q;
        """);

    [Theory]
    [InlineData("TAMQP704", "[Queue(\"q\")]", "[Queue(\"q\", Durable = false)]", "[Queue(\"q.v2\", Durable = false)]")]
    [InlineData("TAMQP704", "[Queue(\"q.v7\")]", "[Queue(\"q.v7\", Durable = false)]", "[Queue(\"q.v8\", Durable = false)]")]
    [InlineData("TAMQP705", "[Exchange(\"e\")]", "[Exchange(\"e\", ExchangeType.Fanout)]", "[Exchange(\"e.v2\", ExchangeType.Fanout)]")]
    public async Task AChangedEntityGetsANewName(string id, string before, string after, string expected)
    {
        string text = await Fixing.ApplyAsync(
            new RemedyFix(), $"/* Released:\n{before} public partial class X;\n*/\n{after} public partial class X;", id);
        Assert.Contains(expected, text);
    }

    [Fact]
    public async Task ANewPropertyBecomesOptional()
    {
        const string source = """
            /* Released:
            [Message("m")] public sealed record M(int A);
            */
            [Message("m")] public sealed record M(int A, DateTime Added);
            """;
        string text = await Fixing.ApplyAsync(new RemedyFix(), source, "TAMQP701");
        Assert.EndsWith("M(int A, DateTime? Added = null);", text);
    }
}
