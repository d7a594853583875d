using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// What keeps the generator from writing a topology's class where the user wants it: TAMQP012 and 013. The generator reports it: who names the class
/// there gets an error of the compiler, beside which no analyzer may run.
/// </summary>
internal static class TopologyShape
{
    public static IEnumerable<Diagnostic> Check(IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        Dictionary<string, string> written = new(StringComparer.OrdinalIgnoreCase);
        foreach (AttributeReader topology in assembly.Attributes(MetadataNames.Topology))
        {
            if (topology.String("Namespace") is string name && NamespaceName.Parse(name) is null)
            {
                yield return Diagnostic.Create(
                    DeclarationRules.CannotBeExtended,
                    AttributeExpressions.Named(topology.Data, "Namespace", cancellationToken)?.GetLocation() ?? Location.None,
                    name,
                    "is no name of a namespace",
                    "write identifiers with dots between them, such as Shop.Messages");
            }

            if (topology.Strings.FirstOrDefault() is not string declared)
            {
                continue;
            }

            string type = TopologyEmitter.ClassName(declared);
            if (!written.TryGetValue(type, out string? other))
            {
                written.Add(type, declared);
                continue;
            }

            yield return Diagnostic.Create(
                DeclarationRules.MembersCollide,
                AttributeExpressions.Strings(topology.Data, cancellationToken)
                    .Select(static item => item.Expression)
                    .FirstOrDefault()?.GetLocation() ?? Location.None,
                declared,
                "the topology '" + other + "', as the compiler writes a class '" + type + "' for each of them",
                declared == other ? "or remove one of the two" : "one of the two");
        }
    }
}
