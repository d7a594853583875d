using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Contracts that derive from another type: what may be published where that type may.</summary>
internal static class ContractFamilies
{
    // Keyed weakly, as the symbols in it go with their assembly.
    private static readonly ConditionalWeakTable<IAssemblySymbol, IReadOnlyList<INamedTypeSymbol>> Known = new();

    /// <summary>
    /// The contracts with <c>[Message]</c> that derive from a type or implement it, in its assembly and in another; those that derive most come
    /// first, so that the first which an object is, is the one that it is.
    /// </summary>
    public static IReadOnlyList<INamedTypeSymbol> DerivedFrom(ITypeSymbol contract, IAssemblySymbol? assembly, CancellationToken cancellationToken)
    {
        if (contract is not INamedTypeSymbol { IsSealed: false, SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Interface } open)
        {
            return [];
        }

        IAssemblySymbol?[] assemblies = [open.ContainingAssembly, assembly];
        return
        [
            .. assemblies.OfType<IAssemblySymbol>()
                .Distinct<IAssemblySymbol>(SymbolEqualityComparer.Default)
                .SelectMany(place => ContractsOf(place, cancellationToken))
                .Where(type => DerivesFrom(type, open))
                .OrderByDescending(Depth)
                .ThenBy(static type => type.EmittedName(), StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// What travels where a type may be published: the contracts that derive from it, and it itself unless it only stands for them.
    /// </summary>
    public static IEnumerable<ITypeSymbol> InPlaceOf(ITypeSymbol contract, IAssemblySymbol? assembly, CancellationToken cancellationToken)
    {
        IReadOnlyList<INamedTypeSymbol> derived = DerivedFrom(contract, assembly, cancellationToken);
        return derived.Count == 0 || Travels(contract) ? derived.Append(contract) : derived;
    }

    /// <summary>Whether a type that others derive from is a contract as well.</summary>
    public static bool Travels(ITypeSymbol contract) => !contract.IsAbstract && contract.Has(MetadataNames.Message);

    private static IReadOnlyList<INamedTypeSymbol> ContractsOf(IAssemblySymbol assembly, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(assembly, out IReadOnlyList<INamedTypeSymbol>? known))
        {
            return known;
        }

        INamedTypeSymbol[] contracts =
        [
            .. DeclaredTypes.In(assembly.GlobalNamespace, cancellationToken)
                .Where(static type => type
                    is { TypeKind: TypeKind.Class or TypeKind.Struct, IsAbstract: false, IsStatic: false, IsGenericType: false }
                    && type.Has(MetadataNames.Message)),
        ];
        return Known.GetValue(assembly, _ => contracts);
    }

    private static bool DerivesFrom(INamedTypeSymbol type, INamedTypeSymbol ancestor)
    {
        if (ancestor.TypeKind == TypeKind.Interface)
        {
            return type.AllInterfaces.Contains(ancestor, SymbolEqualityComparer.Default);
        }

        for (INamedTypeSymbol? current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, ancestor))
            {
                return true;
            }
        }

        return false;
    }

    private static int Depth(INamedTypeSymbol type)
    {
        int depth = 0;
        for (INamedTypeSymbol? current = type.BaseType; current is not null; current = current.BaseType)
        {
            depth++;
        }

        return depth;
    }
}
