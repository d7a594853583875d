using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Whether what an assembly declares belongs to a topology: TAMQP015, on the first declaration.</summary>
internal static class TopologyChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [DeclarationRules.NoTopology];

    public static void Run(DeclarationCheck check)
    {
        if (check.View.Topology.Name is null
            && (check.Attribute(MetadataNames.Exchange) ?? check.Attribute(MetadataNames.Queue) ?? check.Attribute(MetadataNames.RpcService))
                is AttributeReader attribute
            && check.View.Declarations(check.CancellationToken) is { First: string first } declarations
            && first == check.Symbol.EmittedName()
            && IsNobodyElses(check.View, declarations))
        {
            string name = Suggested(check.Symbol.ContainingAssembly.Name);
            string text = "Topology(" + SymbolDisplay.FormatLiteral(name, quote: true) + ")";
            Remedy remedy = new(RemedyKind.AddAssemblyAttribute, "Add [assembly: " + text + "]", Text: text);
            check.Report(
                DeclarationRules.NoTopology, ArgumentPlace.Name(attribute, check.CancellationToken), remedy, text, TopologyEmitter.ClassName(name));
        }
    }

    /// <summary>A library's exchanges belong to whoever binds queues to them; queues and services only to a topology of their own assembly.</summary>
    private static bool IsNobodyElses(TopologyView view, Declarations declarations) =>
        view.IsClosed
            || !view.IsLibrary
            || declarations.Own.Queues.Any(static queue => !queue.External)
            || declarations.OwnServices.Any(static service => !service.External);

    /// <summary>The first word of the assembly's name: <c>Hotel.Contracts</c> gives <c>hotel</c>.</summary>
    private static string Suggested(string assembly) => JsonNames.Of(assembly.Split('.')[0], "KebabCaseLower");
}
