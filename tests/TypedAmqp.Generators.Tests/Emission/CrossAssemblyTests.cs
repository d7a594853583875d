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
    public async Task AnInternalContractOfALibraryHasNoMethodHereAndIsTold()
    {
        const string contracts = """
            namespace Contracts;
            [Message("placed")] public sealed record Placed(int Number);
            [Message("secret")] internal sealed record Secret(int Number);
            [Exchange("orders", ExchangeType.Topic)] [Publishes<Placed>("order.placed")] [Publishes<Secret>("order.secret")] public partial class Orders;
            """;
        const string service = """
            [assembly: ClosedTopology]
            [Queue("billing")] [Binding<Contracts.Orders>("order.*")] public partial class {|TAMQP013:Billing|};
            public sealed class Handler : Billing.IConsumer
            {
                public ValueTask HandleAsync(Contracts.Placed message, Delivery delivery, CancellationToken cancellationToken) => default;
            }
            """;
        MetadataReference library = TestCompilation.Library("Contracts", contracts);
        string message = await Analyzers.Expect.MessageAsync(service, library);
        Assert.Equal(
            "'Secret', which arrives by 'Orders --order.*--> Billing' is internal to Contracts: make it public there, or bind only keys under which it does not come",
            message);
        string source = new MarkedSource(service).Text;
        Assert.Empty(TestCompilation.CompilerProblems(TestCompilation.Create(source, library)));

        // A friend can name it, and has to handle it.
        MetadataReference open = TestCompilation.Library(
            "Contracts", "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Test\")] " + contracts);
        Assert.Equal(["CS0535"], TestCompilation.CompilerProblems(TestCompilation.Create(source, open)).Select(static problem => problem.Id));
    }

    [Fact]
    public void ALibraryNeedsNoTopology()
    {
        SortedDictionary<string, string> files = Emitted.Files(TestCompilation.Create(Library));
        Assert.Equal(
            ["Contracts.Lost.Exchange", "Contracts.Lost.Publisher", "Contracts.Orders.Exchange", "Contracts.Orders.Publisher", "TopologyManifest"],
            files.Keys);
    }

    [Fact]
    public async Task AContractIsReadByItsOwnAssemblysContextAlsoAnInternalOne()
    {
        MetadataReference library = TestCompilation.Library("Contracts", """
            using System.Text.Json.Serialization;
            [assembly: Topology("contracts", Json = typeof(Contracts.ContractsJson))]
            namespace Contracts;
            [Message("placed")] public sealed record Placed(int Number);
            [Message("other")] public sealed record Other(int Number);
            public sealed record Unlisted(int Number);
            [Exchange("orders")] [Publishes<Placed>("placed")] public partial class Orders;
            [JsonSerializable(typeof(Placed))] internal sealed partial class ContractsJson : JsonSerializerContext;
            """);
        const string service = """
            using System.Text.Json.Serialization;
            [assembly: Topology("billing", Json = typeof(ServiceJson))]
            [Queue("billing")] [Binding<Contracts.Orders>("placed")] [Sends<Contracts.Unlisted>] public partial class Billing;
            [JsonSerializable(typeof(Contracts.Unlisted))] internal sealed partial class ServiceJson : JsonSerializerContext;
            """;
        Compilation compilation = TestCompilation.Create(service, library);
        Assert.Empty(TestCompilation.CompilerProblems(compilation));
        Assert.Empty(await TestCompilation.DiagnoseAsync(compilation));
        SortedDictionary<string, string> files = Emitted.Files(compilation);
        Assert.Contains(
            "Json<global::Contracts.Placed>(\"placed\", global::Contracts.ContractsTopology.JsonContext)",
            files["Billing.Consumer"],
            StringComparison.Ordinal);
        Assert.Contains("Json<global::Contracts.Unlisted>(\"\", global::ServiceJson.Default)", files["Billing.Consumer"], StringComparison.Ordinal);
        Assert.Contains("Json<global::Contracts.Unlisted>(\"\", global::ServiceJson.Default)", files["Billing.Sender"], StringComparison.Ordinal);
    }

    [Fact]
    public void AContractIsReadByTheContextOfTheTopologyThatPublishesIt()
    {
        MetadataReference library = TestCompilation.Library("Contracts", """
            using System.Text.Json.Serialization;
            [assembly: Topology("shop", Json = typeof(Contracts.ShopJson))]
            [assembly: Topology("audit", Json = typeof(Contracts.AuditJson))]
            namespace Contracts;
            [Message("placed")] public sealed record Placed(int Id);
            [Message("seen")] public sealed record Seen(int Id);
            [Exchange("orders")] [Publishes<Placed>("placed")] public partial class Orders;
            [Exchange("audit", Topology = "audit")] [Publishes<Seen>("seen")] public partial class Audit;
            [JsonSerializable(typeof(Placed))] internal sealed partial class ShopJson : JsonSerializerContext;
            [JsonSerializable(typeof(Seen))] internal sealed partial class AuditJson : JsonSerializerContext;
            """);
        Compilation compilation = TestCompilation.Create(
            "[Queue(\"auditing\")] [Binding<Contracts.Audit>(\"seen\")] public partial class Auditing;", library);
        Assert.Empty(TestCompilation.CompilerProblems(compilation));
        Assert.Contains(
            "Json<global::Contracts.Seen>(\"seen\", global::Contracts.AuditTopology.JsonContext)",
            Emitted.Files(compilation)["Auditing.Consumer"],
            StringComparison.Ordinal);
    }
}
