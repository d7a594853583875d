using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>What an assembly says about its topology as a whole, or its topologies.</summary>
internal static class TopologyParser
{
    public static TopologyModel Parse(IAssemblySymbol assembly)
    {
        bool isClosed = assembly.Has(MetadataNames.ClosedTopology);
        TopologyModel[] all = [.. assembly.Attributes(MetadataNames.Topology)
            .Select(topology => Topology(topology, isClosed))
            .GroupBy(static topology => topology.Name, StringComparer.Ordinal)
            .Select(static sameName => sameName.First())];
        TopologyModel first = all.Length > 0 ? all[0] : new TopologyModel(null, null, null, isClosed);
        return first with
        {
            Others = all.Skip(1).ToEquatableArray(),
            Capabilities = assembly.Attributes(MetadataNames.BrokerCapability)
                .SelectMany(static capability => capability.Strings)
                .ToEquatableArray()
                .SortedBy(static capability => capability),
        };
    }

    /// <summary>The virtual host of the topology that a declaration belongs to; null for the connection's.</summary>
    public static string? VirtualHost(INamedTypeSymbol declaring, string? topology)
    {
        foreach (AttributeReader attribute in declaring.ContainingAssembly?.Attributes(MetadataNames.Topology) ?? [])
        {
            if (topology is null || attribute.Strings.FirstOrDefault() == topology)
            {
                return attribute.String("VirtualHost");
            }
        }

        return null;
    }

    private static TopologyModel Topology(AttributeReader topology, bool isClosed) =>
        new(topology.Strings.FirstOrDefault() ?? "", topology.Type("Json")?.EmittedName(), topology.String("Namespace") is string name
            ? NamespaceName.Parse(name)
            : null, isClosed)
        {
            VirtualHost = topology.String("VirtualHost"),
        };
}
