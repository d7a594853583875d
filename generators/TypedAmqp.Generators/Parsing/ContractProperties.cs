using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The properties of a contract that a key template can name.</summary>
internal static class ContractProperties
{
    // Asked for headers, for each placeholder and for the body. Keyed weakly: it goes with its compilation.
    private static readonly ConditionalWeakTable<ITypeSymbol, IPropertySymbol[]> Known = new();

    public static IPropertySymbol? Find(ITypeSymbol contract, string name) => All(contract).FirstOrDefault(property => property.Name == name);

    /// <summary>Their names: sorted, each once.</summary>
    public static EquatableArray<string> Names(ITypeSymbol contract) => All(contract)
        .Select(static property => property.Name)
        .Distinct(StringComparer.Ordinal)
        .ToEquatableArray()
        .SortedBy(static name => name);

    /// <summary>Readable instance properties, inherited ones included, those of the most derived type first.</summary>
    public static IReadOnlyList<IPropertySymbol> All(ITypeSymbol contract) => Known.GetValue(contract, static contract => Read(contract));

    private static IPropertySymbol[] Read(ITypeSymbol contract)
    {
        IEnumerable<ITypeSymbol> types = contract.TypeKind == TypeKind.Interface ? contract.AllInterfaces.Prepend(contract) : BaseTypes(contract);
        return [.. types.SelectMany(static type => type.GetMembers()).OfType<IPropertySymbol>().Where(static property => IsReadable(property))];
    }

    private static IEnumerable<ITypeSymbol> BaseTypes(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    private static bool IsReadable(IPropertySymbol property) =>
        property is { IsStatic: false, IsIndexer: false, GetMethod: IMethodSymbol getter }
        && property.ExplicitInterfaceImplementations.IsEmpty
        && property.Name != "EqualityContract"
        && getter.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal;
}
