using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests;

/// <summary>Reads the attributes of the <c>JsonSerializerContext</c> that an assembly names.</summary>
internal static class JsonOptionsParser
{
    private const string Namespace = "System.Text.Json.Serialization";

    public static JsonOptionsModel Parse(IAssemblySymbol assembly, CancellationToken cancellationToken = default)
    {
        if (assembly.Attribute(MetadataNames.Topology)?.Type("Json") is not INamedTypeSymbol { TypeKind: TypeKind.Class } context)
        {
            return JsonOptionsModel.None;
        }

        string policy = "Unspecified";
        bool textEnums = false;
        bool omitsDefaults = false;
        bool textNumbers = false;
        List<string> types = [];
        foreach (AttributeData attribute in context.GetAttributes())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (attribute.AttributeClass?.Is(Namespace, "JsonSerializableAttribute") == true)
            {
                if (attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Type, Value: ITypeSymbol type }])
                {
                    types.Add(type.EmittedName());
                }
            }
            else if (attribute.AttributeClass?.Is(Namespace, "JsonSourceGenerationOptionsAttribute") == true)
            {
                AttributeReader options = new(attribute);
                policy = options.Member("PropertyNamingPolicy") ?? (options.EnumMember == "Web" ? "CamelCase" : policy);
                textEnums = options.Boolean("UseStringEnumConverter");
                omitsDefaults = options.Member("DefaultIgnoreCondition") is "WhenWritingNull" or "WhenWritingDefault" or "Always";
                textNumbers = ShapeParser.WritesTextNumbers(attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "NumberHandling").Value);
            }
        }

        return new JsonOptionsModel(policy, textEnums, types.ToEquatableArray().SortedBy(static type => type))
        {
            OmitsDefaults = omitsDefaults,
            TextNumbers = textNumbers,
        };
    }
}
