using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP012 and 013, which the generator reports.</summary>
public sealed class ShapeTests
{
    [Fact]
    public async Task AClassThatIsNotPartialIsNamedOnce()
    {
        const string program = """[Queue("billing")] public class {|TAMQP013:Billing|};""";
        Assert.Equal("'Billing' is not partial: add 'partial', so that the compiler can write its other part", await Expect.MessageAsync(program));

        // The compiler's own word for it, and nothing that follows from it.
        MarkedSource source = new(program + " public class Handler { public Billing.IConsumer? Consumer; }");
        Assert.Equal(["CS0260"], TestCompilation.CompilerProblems(TestCompilation.Create(source.Text)).Select(static problem => problem.Id));
    }

    [Fact]
    public Task TheTypesAroundItMustBePartialToo() => Expect.DiagnosticsAsync("""
        public static partial class Static { [Queue("a")] public partial class A; }
        public class {|TAMQP013:Outer|} { [Queue("b")] public partial class B; }
        public partial struct Fine { public partial record AlsoFine { [Queue("c")] public partial class C; } }
        """.Replace("public static partial class Static", "public static partial class {|TAMQP013:Static|}"));

    [Fact]
    public Task WhatCannotHaveAnotherPartIsRefused() => Expect.DiagnosticsAsync("""
        [Queue("a")] public static partial class {|TAMQP013:A|};
        [Queue("b")] public partial class {|TAMQP013:B|}<T>;
        [Queue("c")] public partial record {|TAMQP013:C|};
        [Queue("d")] file partial class {|TAMQP013:D|};
        public partial class Outer { [Exchange("e")] private partial class {|TAMQP013:E|}; }
        [RpcService("f")] public interface {|TAMQP013:IF|}<T>;
        [RpcService("g")] public interface INeedsNoPartial;
        """);

    [Fact]
    public Task AContractThatEmittedCodeCannotNameIsRefused() => Expect.DiagnosticsAsync("""
        public partial class Outer
        {
            private sealed record Secret(int Number);
            protected sealed record Kept(int Number);
            [Exchange("a")] [Publishes<{|TAMQP013:Secret|}>("a")] public partial class A;
            [Exchange("b")] [Publishes<{|TAMQP013:List<Kept[]>|}>("b")] internal partial class B;
        }
        file sealed record Local(int Number);
        internal sealed record Fine(int Number);
        [Queue("c")] [Sends<{|TAMQP013:Local|}>] [Sends<Fine>] public partial class C;
        """);

    [Theory]
    [InlineData("My.1st")]
    [InlineData("My..Shop")]
    [InlineData("My.")]
    [InlineData("my-shop")]
    [InlineData("global::My")]
    [InlineData("My; } class X {")]
    public async Task TheTopologysClassNeedsANamespace(string name)
    {
        const string declarations =
            """[Exchange("a")] public partial class A; public static class Usage { public static ITopology Topology => ShopTopology.Instance; }""";
        string message = await Expect.MessageAsync($$"""[assembly: Topology("shop", Namespace = {|TAMQP013:"{{name}}"|})] {{declarations}}""");
        Assert.Equal($"'{name}' is no name of a namespace: write identifiers with dots between them, such as Shop.Messages", message);
        Assert.Empty(
            TestCompilation.CompilerProblems(TestCompilation.Create($$"""[assembly: Topology("shop", Namespace = "{{name}}")] {{declarations}}""")));
    }

    [Fact]
    public async Task EachTopologyNeedsANamespace() => await Expect.DiagnosticsAsync("""
        [assembly: Topology("shop", Namespace = "Shop")]
        [assembly: Topology("audit", VirtualHost = "a", Namespace = {|TAMQP013:"my-audits"|})]
        """);

    [Theory]
    [InlineData("shop", "or remove one of the two")]
    [InlineData("Shop", "one of the two")]
    public async Task EachTopologyNeedsAClassOfItsOwn(string second, string remedy) => Assert.Equal(
        $"'{second}' collides with the topology 'shop', as the compiler writes a class 'ShopTopology' for each of them: rename {remedy}",
        await Expect.MessageAsync($$"""
            [assembly: Topology("shop")]
            [assembly: Topology({|TAMQP012:"{{second}}"|}, VirtualHost = "b")]
            [Exchange("a")] public partial class A;
            """));

    [Fact]
    public void ANamespaceMayBeSpeltInSeveralWays() => Emission.Emitted.AssertCompiles("""
        namespace Shop.Orders { [Exchange("a")] public partial class A; }
        namespace Shop . Orders { [Argument("x-b", 1)] public partial class A; }
        namespace Shop.@Orders { [Argument("x-c", 1)] public partial class A; }
        """);

    [Theory]
    [InlineData("My.class", "My.@class.")]
    [InlineData("@event.größe", "@event.größe.")]
    [InlineData("", "global::")]
    public void KeywordsMayNameANamespace(string name, string prefix) => Emission.Emitted.AssertCompiles($$"""
        [assembly: Topology("shop", Namespace = "{{name}}")]
        [Exchange("a")] public partial class A;
        public static class Usage { public static ITopology Topology => {{prefix}}ShopTopology.Instance; }
        """);

    [Fact]
    public Task AClassNamedAsItsOwnMemberCollides() => Expect.DiagnosticsAsync("""
        [Exchange("a")] public partial class {|TAMQP012:Publisher|};
        [Queue("b")] public partial class {|TAMQP012:IConsumer|};
        [Queue("c")] public partial class {|TAMQP012:Descriptor|};
        """);

    [Fact]
    public Task MembersOfTheUserThatAreEmittedTooCollide() => Expect.DiagnosticsAsync("""
        [Exchange("a")] public partial class A { public class {|TAMQP012:Publisher|}; public int {|TAMQP012:Descriptor|}; }
        [Queue("b")] public partial class B { public interface {|TAMQP012:IConsumer|}; public class Publisher; }
        [Exchange("c")] public partial class C; public class {|TAMQP012:CBusExtensions|};
        [Exchange("d")] [Queue("d")] public partial class {|TAMQP012:D|};
        [Exchange("e")] public partial class E; public partial class Outer { [Exchange("f")] public partial class {|TAMQP012:E|}; }
        [Exchange("pricing")] public partial class {|TAMQP012:Pricing|}; [RpcService("pricing")] public interface IPricing;
        """);

    [Fact]
    public void EveryEmittedNameIsGuarded()
    {
        const string program = """
            [Message("m")] public sealed record M(int Id);
            [Exchange("a", ExchangeType.Topic)] [Publishes<M>("{Id}")] public partial class A;
            [Queue("b")] [Sends<M>] public partial class B;
            [Queue] [Binding<A>(AtRunTime = true)] public partial class C;
            [RpcService("s")] public interface IService { Task<M> DoAsync(M m); }
            """;
        Compilation before = TestCompilation.Create(program);
        Compilation after = TestCompilation.Generate(before).Compilation;
        IEnumerable<string> types = after.Assembly.GlobalNamespace.GetTypeMembers().Select(static type => type.Name)
            .Except(before.Assembly.GlobalNamespace.GetTypeMembers().Select(static type => type.Name));
        Assert.Equal(["ABusExtensions", "BBusExtensions", "ServiceBusExtensions"], types.Order(StringComparer.Ordinal));
        Assert.Equal(["Descriptor", "Publisher"], Members("A"));
        Assert.Equal(["Descriptor", "IBatchConsumer", "IConsumer", "Publisher"], Members("B"));
        Assert.Equal(["Bind", "Descriptor", "IBatchConsumer", "IConsumer"], Members("C"));

        IEnumerable<string> Members(string type) => after.Assembly.GetTypeByMetadataName(type)!.GetMembers()
            .Where(static member => !member.IsImplicitlyDeclared && member is not IMethodSymbol { AssociatedSymbol: not null })
            .Select(static member => member.Name)
            .Order(StringComparer.Ordinal);
    }
}
