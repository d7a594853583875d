using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// What keeps the generator from writing the topology's class where the user wants it: TAMQP013. The generator reports it: who names the class there gets an error
/// of the compiler, beside which no analyzer may run.
/// </summary>
internal static class TopologyShape
{
    public static IEnumerable<Diagnostic> Check(IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        if (assembly.Attribute(MetadataNames.Topology) is AttributeReader topology
            && topology.String("Namespace") is string name
            && NamespaceName.Parse(name) is null)
        {
            yield return Diagnostic.Create(
                DeclarationRules.CannotBeExtended,
                AttributeExpressions.Named(topology.Data, "Namespace", cancellationToken)?.GetLocation() ?? Location.None,
                name,
                "is no name of a namespace",
                "write identifiers with dots between them, such as Shop.Messages");
        }
    }
}
