namespace TypedAmqp.Generators.Model;

/// <summary>Everything that this assembly declares.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="Topology">What it says about its topology as a whole, or its topologies.</param>
/// <param name="Exchanges">Its exchanges, sorted by type, as all of these.</param>
/// <param name="Queues">Its queues.</param>
/// <param name="Services">Its RPC services.</param>
internal sealed record AssemblyModel(
    string Name,
    TopologyModel Topology,
    EquatableArray<ExchangeModel> Exchanges,
    EquatableArray<QueueModel> Queues,
    EquatableArray<RpcServiceModel> Services)
{
    /// <summary>The types that declare something.</summary>
    public IEnumerable<TypeModel> Types => Exchanges.Select(static exchange => exchange.Type)
        .Concat(Queues.Select(static queue => queue.Type))
        .Concat(Services.Select(static service => service.Type));

    /// <summary>What belongs to each topology of the assembly, the first one's first.</summary>
    public IEnumerable<AssemblyModel> ByTopology => Topology.Others.Count == 0 ? [this] : Topology.All.Select(topology => this with
    {
        Topology = topology with { Others = default },
        Exchanges = Exchanges.Where(exchange => (exchange.Topology ?? Topology.Name) == topology.Name).ToEquatableArray(),
        Queues = Queues.Where(queue => (queue.Topology ?? Topology.Name) == topology.Name).ToEquatableArray(),
        Services = Services.Where(service => (service.Topology ?? Topology.Name) == topology.Name).ToEquatableArray(),
    });
}
