using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>What an assembly declares, for those who have the assembly and not its source: other compilations, and the command.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Topology">The topology's name; null without <c>[assembly: Topology]</c>.</param>
/// <param name="IsClosed">Whether the assembly has <c>[assembly: ClosedTopology]</c>.</param>
/// <param name="JsonContext">
/// What gives the <c>JsonSerializerContext</c> of the assembly's first topology, for emitted code elsewhere; null when it names none.
/// </param>
/// <param name="Exchanges">Its exchanges, and those of other assemblies that its queues refer to.</param>
/// <param name="Queues">Its queues.</param>
/// <param name="Services">Its RPC services.</param>
/// <param name="Contracts">Its contracts.</param>
/// <param name="Shapes">The types of which they consist.</param>
internal sealed record Manifest(
    string Assembly,
    string? Topology,
    bool IsClosed,
    string? JsonContext,
    EquatableArray<ExchangeModel> Exchanges,
    EquatableArray<QueueModel> Queues,
    EquatableArray<RpcServiceModel> Services,
    EquatableArray<ContractModel> Contracts,
    EquatableArray<ShapeModel> Shapes)
{
    /// <summary>
    /// The format that is written, and the only one that is read. It changes when what an old reader makes of a manifest would be wrong.
    /// </summary>
    public const int FormatVersion = 1;

    public static Manifest Create(AssemblyModel assembly, EquatableArray<ContractDeclaration> contracts, EquatableArray<JsonOptionsModel> json)
    {
        ContractOptions options = new(assembly, json);
        HashSet<string> own = [.. assembly.Exchanges.Select(static exchange => exchange.Type.FullName)];
        IEnumerable<ExchangeModel> referred = assembly.Queues.SelectMany(static queue => queue.Exchanges)
            .Where(exchange => !own.Contains(exchange.Type.FullName))
            .GroupBy(static exchange => exchange.Type.FullName, StringComparer.Ordinal)
            .Select(static group => group.First());
        return new Manifest(
            assembly.Name,
            assembly.Topology.Name,
            assembly.Topology.IsClosed,
            options.Context(null),
            assembly.Exchanges.Concat(referred).ToEquatableArray().SortedBy(static exchange => exchange.Type.FullName),
            assembly.Queues,
            assembly.Services,
            contracts.Select(contract => options.Complete(contract.Contract)).ToEquatableArray(),
            contracts.SelectMany(static contract => contract.Shapes.Select(shape => (shape, contract: contract.Contract.Type)))
                .GroupBy(static item => item.shape.Type, StringComparer.Ordinal)
                .Select(static group => group.FirstOrDefault(static item => item.contract == item.shape.Type) is { shape: not null } itself
                    ? itself
                    : group.First())
                .Select(item => Named(item.shape, options.Of(item.contract)))
                .ToEquatableArray()
                .SortedBy(static shape => shape.Type));
    }

    /// <summary>The shape with the names that stand in JSON.</summary>
    private static ShapeModel Named(ShapeModel shape, JsonOptionsModel json) => shape with
    {
        Properties = shape.Properties.Select(property => property with
        {
            Json = property.Json ?? JsonNames.Of(property.Name, json.NamingPolicy),
            MayBeOmitted = property.MayBeOmitted || json.OmitsDefaults,
            IsTextNumber = property.IsTextNumber || json.TextNumbers,
        }).ToEquatableArray(),
        RefusesUnknown = shape.RefusesUnknown ?? json.RefusesUnknown ? true : null,
        Members = shape.Members
            .Select(member => member with { Wire = shape.IsTextEnum || json.TextEnums ? member.Wire ?? member.Name : member.Value })
            .ToEquatableArray(),
    };

    /// <summary>Whether there is nothing to tell.</summary>
    public bool IsEmpty => Topology is null && Exchanges.Count == 0 && Queues.Count == 0 && Services.Count == 0 && Contracts.Count == 0;
}
