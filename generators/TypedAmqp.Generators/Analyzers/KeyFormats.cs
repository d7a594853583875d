using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Types whose text without a format makes no good word of a key: how it looks, and a format that does.</summary>
internal static class KeyFormats
{
    public static (string Sample, string Format)? Of(ITypeSymbol type)
    {
        ITypeSymbol value = type
            is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [ITypeSymbol underlying] }
            ? underlying
            : type;
        if (value.SpecialType is SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal
            || value.Is("System", "Half"))
        {
            return ("1.5", "0");
        }

        if (value.SpecialType == SpecialType.System_DateTime || value.Is("System", "DateTimeOffset"))
        {
            return ("01/31/2026 00:00:00", "yyyy-MM-dd");
        }

        return value.Is("System", "DateOnly") ? ("01/31/2026", "yyyy-MM-dd") : value.Is("System", "TimeOnly") ? ("13:30", "HHmm") : null;
    }
}
