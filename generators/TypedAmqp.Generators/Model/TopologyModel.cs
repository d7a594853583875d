namespace TypedAmqp.Generators.Model;

/// <summary>What an assembly says about its topology as a whole.</summary>
/// <param name="Name">The topology's name; null when the assembly has no <c>[assembly: Topology]</c>.</param>
/// <param name="JsonContext">The <c>JsonSerializerContext</c> for emitted code; null when none is named.</param>
/// <param name="Namespace">Where the topology's class goes; null when it is not said.</param>
/// <param name="IsClosed">Whether it has <c>[assembly: ClosedTopology]</c>.</param>
internal sealed record TopologyModel(string? Name, string? JsonContext, string? Namespace, bool IsClosed)
{
    /// <summary>The exchange types that plugins of the broker provide, as the assembly says: sorted.</summary>
    public EquatableArray<string> Capabilities { get; init; }

    /// <summary>The virtual host that it is declared in; null for the connection's.</summary>
    public string? VirtualHost { get; init; }

    /// <summary>The assembly's further topologies, in the order of declaration.</summary>
    public EquatableArray<TopologyModel> Others { get; init; }

    /// <summary>All topologies of the assembly.</summary>
    public IEnumerable<TopologyModel> All => Others.Prepend(this);
}
