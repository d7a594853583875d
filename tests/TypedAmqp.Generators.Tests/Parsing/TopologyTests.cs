using TypedAmqp.Generators.Routing;
using TypedAmqp.Generators.Tests.Emission;

namespace TypedAmqp.Generators.Tests.Parsing;

/// <summary>Several topologies in one assembly.</summary>
public sealed class TopologyTests
{
    private const string Two = """
        [assembly: Topology("shop")]
        [assembly: Topology("audit", VirtualHost = "audits", Namespace = "Audits")]
        [Message("a")] public sealed record A(int N);
        [Message("b")] public sealed record B(int N);
        [Exchange("events", ExchangeType.Fanout)] [Publishes<A>] public partial class Events;
        [Exchange("events", ExchangeType.Topic, Topology = "audit")] [Publishes<B>("b")] public partial class AuditEvents;
        [Queue("q")] [Binding<Events>] public partial class Q;
        [Queue("q", Topology = "audit")] [Binding<AuditEvents>("#")] public partial class AuditQ;
        [RpcService("s", Topology = "audit", Timeout = 1)] public interface IS { Task PingAsync(); }
        """;

    [Fact]
    public void DeclarationsBelongToWhatTheyName()
    {
        Declared declared = new(Two);
        Assert.Equal([("shop", null), ("audit", "audits")], declared.Topology.All.Select(static topology => (topology.Name, topology.VirtualHost)));
        Assert.Equal((null, null), (declared.Queue("Q").Topology, declared.Queue("Q").VirtualHost));
        Assert.Equal(("audit", "audits"), (declared.Exchange("AuditEvents").Topology, declared.Exchange("AuditEvents").VirtualHost));
        Assert.Equal(("audit", "audits"), (declared.Service("IS").Topology, declared.Service("IS").VirtualHost));
    }

    [Fact]
    public void OneNameInTwoVirtualHostsIsTwoThings()
    {
        Declared declared = new(Two);
        RoutingGraph graph = RoutingGraph.Create(declared.Exchanges, declared.Queues);
        Assert.Equal(["A"], graph.ArrivalsIn(declared.Queue("Q")).Select(static arrival => arrival.Message.Name));
        Assert.Equal(["B"], graph.ArrivalsIn(declared.Queue("AuditQ")).Select(static arrival => arrival.Message.Name));
    }

    [Fact]
    public void EachTopologyIsAClassWithItsOwn()
    {
        Emitted.AssertCompiles(Two);
        SortedDictionary<string, string> files = Emitted.Files(Two);
        Assert.Contains("namespace Audits;", files["AuditTopology"], StringComparison.Ordinal);
        Assert.Contains("VirtualHost = \"audits\",", files["AuditTopology"], StringComparison.Ordinal);
        Assert.Contains("global::AuditEvents.Descriptor", files["AuditTopology"], StringComparison.Ordinal);
        Assert.DoesNotContain("global::Events.Descriptor", files["AuditTopology"], StringComparison.Ordinal);
        Assert.DoesNotContain("Audit", files["ShopTopology"], StringComparison.Ordinal);
    }

    [Fact]
    public void TwoOfOneNameAreOne() =>
        Assert.Equal(
            ["shop"],
            new Declared("""[assembly: Topology("shop")] [assembly: Topology("shop")]""").Topology.All.Select(static topology => topology.Name));
}
