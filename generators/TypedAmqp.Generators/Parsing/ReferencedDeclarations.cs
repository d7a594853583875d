using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// The exchanges and queues that referenced assemblies declare, read from their symbols. Only assemblies that reference TypedAmqp are walked,
/// so that an edit does not walk the framework.
/// </summary>
internal static class ReferencedDeclarations
{
    // Keyed weakly: an assembly's symbols are the same object from one edit to the next, and go when the compiler lets them go.
    private static readonly ConditionalWeakTable<IAssemblySymbol, DeclarationSet> Known = new();

    public static DeclarationSet Read(Compilation compilation, CancellationToken cancellationToken = default)
    {
        List<DeclarationSet> sets = [];
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            if (UsesTypedAmqp(assembly))
            {
                sets.Add(OfAssembly(assembly, cancellationToken));
            }
        }

        return DeclarationSet.Union(sets);
    }

    /// <summary>Everything that one assembly declares.</summary>
    public static DeclarationSet OfAssembly(IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(assembly, out DeclarationSet? known))
        {
            return known;
        }

        List<ExchangeModel> exchanges = [];
        List<QueueModel> queues = [];
        foreach (INamedTypeSymbol type in DeclaredTypes.In(assembly.GlobalNamespace, cancellationToken))
        {
            if (ExchangeParser.Parse(type, cancellationToken) is ExchangeModel exchange)
            {
                exchanges.Add(exchange);
            }

            if (QueueParser.Parse(type, cancellationToken) is QueueModel queue)
            {
                queues.Add(queue);
            }
        }

        DeclarationSet set = DeclarationSet.Union([new DeclarationSet(exchanges.ToEquatableArray(), queues.ToEquatableArray())]);
        return Known.GetValue(assembly, _ => set);
    }

    private static bool UsesTypedAmqp(IAssemblySymbol assembly) =>
        assembly.Modules.Any(static module => module.ReferencedAssemblies.Any(static reference => reference.Name == MetadataNames.Namespace));
}
