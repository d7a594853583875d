using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Questions to symbols that several parsers ask.</summary>
internal static class SymbolExtensions
{
    /// <summary>Names for emitted code: complete, with <c>global::</c>, and with the question marks of nullable references.</summary>
    public static readonly SymbolDisplayFormat EmittedFormat = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    // Each name is asked for many times. Keyed weakly: it goes with its compilation.
    private static readonly ConditionalWeakTable<ITypeSymbol, string> Names = new();

    /// <summary>The attributes of one kind, in the order of declaration.</summary>
    public static IEnumerable<AttributeReader> Attributes(this ISymbol symbol, string metadataName)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is INamedTypeSymbol type && type.Is(metadataName))
            {
                yield return new AttributeReader(attribute);
            }
        }
    }

    public static AttributeReader? Attribute(this ISymbol symbol, string metadataName)
    {
        foreach (AttributeReader attribute in symbol.Attributes(metadataName))
        {
            return attribute;
        }

        return null;
    }

    public static bool Has(this ISymbol symbol, string metadataName) => symbol.Attribute(metadataName) is not null;

    /// <summary>Whether the type has this name, which is one of <see cref="MetadataNames"/>.</summary>
    public static bool Is(this INamedTypeSymbol type, string metadataName)
    {
        const int prefix = 10; // "TypedAmqp."
        return type.ContainingType is null
            && metadataName.Length == prefix + type.MetadataName.Length
            && metadataName.EndsWith(type.MetadataName, StringComparison.Ordinal)
            && type.ContainingNamespace is { Name: MetadataNames.Namespace, ContainingNamespace.IsGlobalNamespace: true };
    }

    /// <summary>Whether the type is the one of this namespace and name, as <c>System.Threading.Tasks</c>, <c>Task`1</c>.</summary>
    public static bool Is(this ITypeSymbol type, string containingNamespace, string metadataName) =>
        type.MetadataName == metadataName && type.ContainingType is null && type.ContainingNamespace?.ToDisplayString() == containingNamespace;

    /// <summary>
    /// Whether it is a type that does not exist, or is made of one: the compiler says so where it is written, and emitted code would say it again.
    /// </summary>
    public static bool IsInError(this ITypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Error } => true,
        IArrayTypeSymbol array => array.ElementType.IsInError(),
        INamedTypeSymbol named => named.TypeArguments.Any(static argument => argument.IsInError()),
        _ => false,
    };

    /// <summary>The name by which a declaration is known in the model and in emitted code.</summary>
    public static string EmittedName(this ITypeSymbol type) =>
        Names.GetValue(type, static type => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    /// <summary>The same, with the question marks of nullable references.</summary>
    public static string EmittedNameWithNulls(this ITypeSymbol type) => type is INamedTypeSymbol { IsValueType: true, IsGenericType: false }
        ? type.EmittedName()
        : type.ToDisplayString(EmittedFormat);
}
