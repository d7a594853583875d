using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The properties of a contract that also travel as headers.</summary>
internal static class HeaderParser
{
    public static EquatableArray<HeaderModel> Parse(ITypeSymbol contract) => ContractProperties.All(contract)
        .GroupBy(static property => property.Name, StringComparer.Ordinal)
        .Select(static overridden => overridden.First())
        .Select(Header)
        .OfType<HeaderModel>()
        .GroupBy(static header => header.Name, StringComparer.Ordinal)
        .Select(static sameName => sameName.First())
        .ToEquatableArray()
        .SortedBy(static header => header.Name);

    private static HeaderModel? Header(IPropertySymbol property)
    {
        if ((property.Attribute(MetadataNames.Header) ?? Parameter(property)?.Attribute(MetadataNames.Header)) is not AttributeReader header)
        {
            return null;
        }

        ITypeSymbol type = property.Type;
        bool isNullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [ITypeSymbol underlying] })
        {
            isNullable = true;
            type = underlying;
        }

        HeaderKind kind = Kind(type);
        EquatableArray<EnumWordModel> words = kind == HeaderKind.Enumeration ? EnumWords.Read((INamedTypeSymbol)type) : default;
        return new HeaderModel(header.Strings.FirstOrDefault() ?? "", property.Name, kind, words, isNullable);
    }

    // An attribute in a record's parameter list belongs to the parameter, unless it says otherwise.
    private static IParameterSymbol? Parameter(IPropertySymbol property) => property.ContainingType.InstanceConstructors
        .SelectMany(static constructor => constructor.Parameters)
        .FirstOrDefault(parameter => parameter.Name == property.Name && parameter.Has(MetadataNames.Header));

    private static HeaderKind Kind(ITypeSymbol type)
    {
        switch (type.SpecialType)
        {
            case SpecialType.System_String:
                return HeaderKind.Text;
            case SpecialType.System_Boolean:
                return HeaderKind.Boolean;
            case SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
                or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64:
                return HeaderKind.Integer;
            case SpecialType.System_Single or SpecialType.System_Double:
                return HeaderKind.Number;
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            return HeaderKind.Enumeration;
        }

        if (type.Is("System", "DateTimeOffset"))
        {
            return HeaderKind.Timestamp;
        }

        return type.AllInterfaces.Any(static contract => contract.Is("System", "IFormattable")) ? HeaderKind.Text : HeaderKind.Unsupported;
    }
}
