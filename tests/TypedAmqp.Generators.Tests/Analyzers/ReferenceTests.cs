namespace TypedAmqp.Generators.Tests.Analyzers;

/// <summary>TAMQP009.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task ABindingToSomethingThatIsNoExchangeIsRefused()
    {
        string message = await Expect.MessageAsync("""
            public class Orders;
            [Queue("billing")] [Binding<{|TAMQP009:Orders|}>("order.*")] public partial class Billing;
            """);
        Assert.Contains("'Orders' declares no exchange", message);
        Assert.Contains("[Exchange(\"name\")]", message);
        Assert.Contains("External = true", message);
    }

    [Fact]
    public Task EveryReferenceIsChecked() => Expect.DiagnosticsAsync("""
        public class Nothing;
        [Queue("q")] public partial class Q;
        [Queue("headers")] [HeadersBinding<{|TAMQP009:Nothing|}>("a", 1)] public partial class Headers;
        [Queue("dead")] [DeadLetter<{|TAMQP401:Nothing|}>] public partial class Dead;
        [Queue("fine")] [DeadLetter<Q>] public partial class Fine;
        [Queue(Exclusive = true)] public partial class NamedByTheBroker;
        [Queue("nowhere")] [DeadLetter<{|TAMQP401:NamedByTheBroker|}>] public partial class Nowhere;
        [Queue("queue")] [Binding<{|TAMQP009:Q|}>("x")] public partial class BoundToAQueue;
        [Exchange("e")] [AlternateExchange<{|TAMQP312:Nothing|}>] public partial class E;
        [Exchange("f")] [Binding<E>("k")] [Binding<{|TAMQP009:List<int>|}>("k")] public partial class F;
        """);

    [Fact]
    public Task AnExternalExchangeIsADeclaration() => Expect.DiagnosticsAsync("""
        [Exchange("orders", ExchangeType.Topic, External = true)] public partial class Orders;
        [Queue("billing")] [Binding<Orders>("order.*")] public partial class Billing;
        """);

    [Fact]
    public async Task ATypeThatIsMissingHasItsOwnErrorOnly()
    {
        await Expect.DiagnosticsAsync("""
            [Queue("billing")] [Binding<Missing>("order.*")] [DeadLetter<AlsoMissing>] public partial class Billing;
            """);
    }

    [Fact]
    public async Task AnExchangeOfAnotherAssemblyIsKnown()
    {
        Microsoft.CodeAnalysis.MetadataReference contracts = TestCompilation.Library(
            "Contracts", """namespace Contracts; [Exchange("orders", ExchangeType.Topic)] public partial class Orders; public class Plain;""");
        await Expect.DiagnosticsAsync(
            """[Queue("billing")] [Binding<Contracts.Orders>("order.*")] [Binding<{|TAMQP009:Contracts.Plain|}>] public partial class Billing;""",
            contracts);
    }
}
