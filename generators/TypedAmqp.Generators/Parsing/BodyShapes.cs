using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>How the body of a contract is made, from its type and format.</summary>
internal static class BodyShapes
{
    /// <summary>The shape, and the property around whose value the type is a name.</summary>
    public static (BodyShape Shape, string? Wrapped) Read(ITypeSymbol type, MessageFormat format) => format switch
    {
        MessageFormat.Text => Text(type),
        MessageFormat.Raw => Raw(type),
        _ => (BodyShape.Json, null),
    };

    private static (BodyShape Shape, string? Wrapped) Text(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_String)
        {
            return (BodyShape.String, null);
        }

        bool formats = type.AllInterfaces.Any(static contract => contract.Is("System", "IUtf8SpanFormattable"));
        if (formats && type.AllInterfaces.Any(static contract => contract.Is("System", "IUtf8SpanParsable`1")))
        {
            return (BodyShape.Formattable, null);
        }

        return Wrapped(type) is { Type.SpecialType: SpecialType.System_String } property
            ? (BodyShape.StringWrapper, property.Name)
            : (BodyShape.Unsupported, null);
    }

    private static (BodyShape Shape, string? Wrapped) Raw(ITypeSymbol type)
    {
        if (IsMemory(type))
        {
            return (BodyShape.Memory, null);
        }

        if (IsArray(type))
        {
            return (BodyShape.Array, null);
        }

        IPropertySymbol? property = Wrapped(type);
        if (property is null)
        {
            return (BodyShape.Unsupported, null);
        }

        return IsMemory(property.Type) ? (BodyShape.MemoryWrapper, property.Name)
            : IsArray(property.Type) ? (BodyShape.ArrayWrapper, property.Name)
            : (BodyShape.Unsupported, null);
    }

    /// <summary>
    /// The property that goes with the one parameter of a constructor: same type, same name but for its first letter. It is never null, and all that
    /// the type needs: none of its members is required.
    /// </summary>
    private static IPropertySymbol? Wrapped(ITypeSymbol type)
    {
        if (type.GetMembers().Any(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
        {
            return null;
        }

        foreach (IMethodSymbol constructor in type.GetMembers(WellKnownMemberNames.InstanceConstructorName).OfType<IMethodSymbol>())
        {
            if (constructor.Parameters is [IParameterSymbol only]
                && constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal
                && Property(type, only) is IPropertySymbol property)
            {
                return property;
            }
        }

        return null;
    }

    private static IPropertySymbol? Property(ITypeSymbol type, IParameterSymbol parameter) => ContractProperties.All(type).FirstOrDefault(property =>
        property.NullableAnnotation != NullableAnnotation.Annotated
        && string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)
        && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type));

    private static bool IsMemory(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } && type.Is("System", "ReadOnlyMemory`1");

    private static bool IsArray(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte };
}
