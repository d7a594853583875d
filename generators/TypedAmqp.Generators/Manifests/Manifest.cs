using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>What an assembly declares, for those who have the assembly and not its source: other compilations, and the command.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Topology">The topology's name; null without <c>[assembly: Topology]</c>.</param>
/// <param name="IsClosed">Whether the assembly has <c>[assembly: ClosedTopology]</c>.</param>
/// <param name="JsonContext">What gives the <c>JsonSerializerContext</c> of the assembly's contracts, for emitted code elsewhere; null when it names none.</param>
/// <param name="Exchanges">Its exchanges, and those of other assemblies that its queues refer to.</param>
/// <param name="Queues">Its queues.</param>
/// <param name="Services">Its RPC services.</param>
internal sealed record Manifest(
    string Assembly,
    string? Topology,
    bool IsClosed,
    string? JsonContext,
    EquatableArray<ExchangeModel> Exchanges,
    EquatableArray<QueueModel> Queues,
    EquatableArray<RpcServiceModel> Services)
{
    /// <summary>The format that is written, and the only one that is read. It changes when what an old reader makes of a manifest would be wrong.</summary>
    public const int FormatVersion = 1;

    public static Manifest Create(
        string assembly,
        TopologyModel topology,
        EquatableArray<ExchangeModel> exchanges,
        EquatableArray<QueueModel> queues,
        EquatableArray<RpcServiceModel> services)
    {
        HashSet<string> own = [.. exchanges.Select(static exchange => exchange.Type.FullName)];
        IEnumerable<ExchangeModel> referred = queues.SelectMany(static queue => queue.Exchanges)
            .Where(exchange => !own.Contains(exchange.Type.FullName))
            .GroupBy(static exchange => exchange.Type.FullName, StringComparer.Ordinal)
            .Select(static group => group.First());
        string? context = topology is { Name: not null, JsonContext: not null }
            ? TopologyEmitter.FullName(topology, exchanges, queues, services) + "." + TopologyEmitter.JsonContext
            : null;
        return new Manifest(
            assembly,
            topology.Name,
            topology.IsClosed,
            context,
            exchanges.Concat(referred).ToEquatableArray().SortedBy(static exchange => exchange.Type.FullName),
            queues,
            services);
    }

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Topology is null && Exchanges.Count == 0 && Queues.Count == 0 && Services.Count == 0;
}
