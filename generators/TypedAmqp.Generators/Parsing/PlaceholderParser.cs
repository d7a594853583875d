using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>What the values of a placeholder can look like, from the property's type and the format.</summary>
internal static class PlaceholderParser
{
    /// <summary>The part, without its position.</summary>
    public static KeyPart Parse(string property, string? format, ITypeSymbol? type)
    {
        ITypeSymbol? withoutNull = type is null ? null : WithoutNull(type);
        bool isNullable = withoutNull is not null;
        type = withoutNull ?? type;
        PlaceholderKind kind = type is null ? PlaceholderKind.Unknown : Kind(type, format);
        EquatableArray<EnumWordModel> words = kind == PlaceholderKind.Enumeration ? EnumWords.Read((INamedTypeSymbol)type!) : default;
        return new KeyPart(null, property, format, kind, words, isNullable, IsOneWord(kind, format, words), 0, 0);
    }

    /// <summary>The type of the values that are not null; null for a type that has no other.</summary>
    public static ITypeSymbol? WithoutNull(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [ITypeSymbol underlying] } => underlying,
        { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } => type.WithNullableAnnotation(NullableAnnotation.NotAnnotated),
        _ => null,
    };

    private static PlaceholderKind Kind(ITypeSymbol type, string? format)
    {
        if (type.TypeKind == TypeKind.Enum)
        {
            return format is null ? PlaceholderKind.Enumeration : PlaceholderKind.Formattable;
        }

        switch (type.SpecialType)
        {
            case SpecialType.System_String:
                return format == "words" ? PlaceholderKind.Text : PlaceholderKind.Word;
            case SpecialType.System_Boolean:
                return PlaceholderKind.Boolean;
            case SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64:
                return IsDecimalFormat(format) ? PlaceholderKind.Integer : PlaceholderKind.Formattable;
        }

        if (type.Is("System", "Guid"))
        {
            return PlaceholderKind.Guid;
        }

        return type.Is("System", "IFormattable") || type.AllInterfaces.Any(static contract => contract.Is("System", "IFormattable"))
            ? PlaceholderKind.Formattable
            : PlaceholderKind.Unknown;
    }

    private static bool IsOneWord(PlaceholderKind kind, string? format, EquatableArray<EnumWordModel> words) => kind switch
    {
        PlaceholderKind.Unknown or PlaceholderKind.Text => false,
        PlaceholderKind.Enumeration => words.All(static word => !word.Word.Contains('.')),
        PlaceholderKind.Formattable => format?.Contains('.') != true,
        _ => true,
    };

    private static bool IsDecimalFormat(string? format) =>
        string.IsNullOrEmpty(format) || (format![0] is 'd' or 'D' && format.Skip(1).All(static character => character is >= '0' and <= '9'));
}
