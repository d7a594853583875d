using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A topology as an assembly declares it: what is on the broker, what is published where, and what the bodies are.</summary>
/// <param name="Name">Its name; the assembly's where it has none.</param>
public sealed record TopologyModel(string Name)
{
    /// <summary>The virtual host that it is declared in; null for the connection's.</summary>
    public string? VirtualHost { get; init; }

    /// <summary>Its exchanges, and those of other assemblies that it refers to, sorted by name.</summary>
    public ImmutableArray<DeclaredExchange> Exchanges { get; init; } = [];

    /// <summary>Its queues, sorted by name; those that the broker names, by their type.</summary>
    public ImmutableArray<DeclaredQueue> Queues { get; init; } = [];

    /// <summary>Its bindings, but for those of queues that the broker names, which stand in the queue's descriptor.</summary>
    public ImmutableArray<BindingDescriptor> Bindings { get; init; } = [];

    /// <summary>What may be published, and where.</summary>
    public ImmutableArray<RouteModel> Routes { get; init; } = [];

    /// <summary>Its RPC services, sorted by name.</summary>
    public ImmutableArray<ServiceModel> Services { get; init; } = [];

    /// <summary>The contracts that are known, sorted by type; those of assemblies beside it included.</summary>
    public ImmutableArray<ContractModel> Contracts { get; init; } = [];

    /// <summary>The types of which bodies in JSON consist, by name.</summary>
    public ImmutableSortedDictionary<string, ShapeModel> Shapes { get; init; } = ImmutableSortedDictionary<string, ShapeModel>.Empty;

    /// <summary>The topologies of an assembly, the first one's first.</summary>
    /// <param name="manifest">The assembly's manifest.</param>
    /// <exception cref="InvalidDataException">The manifest is not what this version reads; the message is a sentence.</exception>
    public static ImmutableArray<TopologyModel> Read(AssemblyManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return ManifestReader.Read(manifest.Json, manifest.Referenced.Select(static other => other.Json));
    }

    /// <summary>The topology that a manifest's JSON describes.</summary>
    internal static TopologyModel Parse(string json) => ManifestReader.Read(json, [])[0];

    /// <summary>What of it stands on the broker under a name: what is <c>External</c>, exclusive or named by the broker is left out.</summary>
    public BrokerTopology ToBroker() => new(VirtualHost ?? "/")
    {
        Exchanges = [.. Exchanges.Select(static exchange => exchange.Descriptor).Where(static exchange => !exchange.External)],
        Queues =
        [
            .. Queues.Select(static queue => queue.Descriptor)
                .Where(static queue => queue is { External: false, IsServerNamed: false, Exclusive: false })
                .Concat(Services.Where(static service => !service.External).Select(static service => service.Queue))
                .OrderBy(static queue => queue.Name, StringComparer.Ordinal),
        ],
        Bindings = [.. Bindings.Where(
            binding => binding.ToExchange || !Queues.Any(queue => queue.Descriptor.Exclusive && queue.Descriptor.Name == binding.Destination))],
    };
}
