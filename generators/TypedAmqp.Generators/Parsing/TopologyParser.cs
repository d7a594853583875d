using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>What an assembly says about its topology as a whole.</summary>
internal static class TopologyParser
{
    public static TopologyModel Parse(IAssemblySymbol assembly)
    {
        AttributeReader? topology = assembly.Attribute(MetadataNames.Topology);
        return new TopologyModel(
            topology is AttributeReader declared ? declared.Strings.FirstOrDefault() ?? "" : null,
            topology?.Type("Json")?.EmittedName(),
            topology?.String("Namespace") is string name ? NamespaceName.Parse(name) : null,
            assembly.Has(MetadataNames.ClosedTopology))
        {
            Capabilities = assembly.Attributes(MetadataNames.BrokerCapability)
                .SelectMany(static capability => capability.Strings)
                .ToEquatableArray()
                .SortedBy(static capability => capability),
        };
    }
}
