using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Tests.Emission;

/// <summary>A library of contracts and exchanges, and a service with queues of its own: the common layout.</summary>
public sealed class CrossAssemblyTests
{
    private const string Library = """
        namespace Contracts;
        [Message("placed")] public sealed record Placed(int Number);
        [Message("cancelled")] public sealed record Cancelled(int Number);
        [Exchange("orders", ExchangeType.Topic)] [AlternateExchange<Lost>]
        [Publishes<Placed>("order.placed")] [Publishes<Cancelled>("order.cancelled")]
        public partial class Orders;
        [Exchange("lost", ExchangeType.Fanout)] internal partial class Lost;
        """;

    private const string Service = """
        [assembly: Topology("billing")]
        namespace Service;
        [Queue("billing")] [Binding<Contracts.Orders>("order.*")] public partial class Billing;
        public sealed class Handler : Billing.IConsumer
        {
            public ValueTask HandleAsync(Contracts.Placed message, Delivery delivery, CancellationToken cancellationToken) => default;
            public ValueTask HandleAsync(Contracts.Cancelled message, Delivery delivery, CancellationToken cancellationToken) => default;
        }
        public static class Usage { public static ValueTask Publish(AmqpBus bus) => Contracts.OrdersBusExtensions.Orders(bus).PublishAsync(new Contracts.Placed(1)); }
        """;

    [Fact]
    public void AServiceConsumesWhatALibraryPublishes()
    {
        MetadataReference library = TestCompilation.Library("Contracts", Library);
        Compilation compilation = TestCompilation.Create(Service, library);
        (Compilation generated, _) = TestCompilation.Generate(compilation);
        Assert.Empty(generated.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        // The service declares what it refers to, also where it cannot name it.
        string topology = Emitted.Files(compilation)["BillingTopology"];
        Assert.Contains("global::Contracts.Orders.Descriptor,", topology, StringComparison.Ordinal);
        Assert.Contains("new(\"lost\", \"fanout\"),", topology, StringComparison.Ordinal);
        Assert.Contains("new(\"orders\", \"billing\", \"order.*\"),", topology, StringComparison.Ordinal);
    }

    [Fact]
    public void ALibraryNeedsNoTopology()
    {
        SortedDictionary<string, string> files = Emitted.Files(TestCompilation.Create(Library));
        Assert.Equal(["Contracts.Lost.Exchange", "Contracts.Lost.Publisher", "Contracts.Orders.Exchange", "Contracts.Orders.Publisher", "TopologyManifest"], files.Keys);
    }
}
