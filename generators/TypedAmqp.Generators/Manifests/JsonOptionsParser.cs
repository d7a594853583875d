using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Manifests;

/// <summary>Reads the attributes of the <c>JsonSerializerContext</c>s that the topologies of an assembly name.</summary>
internal static class JsonOptionsParser
{
    private const string Namespace = "System.Text.Json.Serialization";

    /// <summary>The first topology's options, then those of others that name a context of their own.</summary>
    public static EquatableArray<JsonOptionsModel> Parse(IAssemblySymbol assembly, CancellationToken cancellationToken = default)
    {
        List<JsonOptionsModel> all = [];
        foreach (AttributeReader topology in assembly.Attributes(MetadataNames.Topology))
        {
            if (topology.Type("Json") is INamedTypeSymbol { TypeKind: TypeKind.Class } context)
            {
                all.Add(Parse(context, cancellationToken) with { Topology = all.Count == 0 ? null : topology.Strings.FirstOrDefault() });
            }
            else if (all.Count == 0)
            {
                all.Add(JsonOptionsModel.None);
            }
        }

        return all.Count == 0 ? new[] { JsonOptionsModel.None }.ToEquatableArray() : all.ToEquatableArray();
    }

    private static JsonOptionsModel Parse(INamedTypeSymbol context, CancellationToken cancellationToken)
    {
        string policy = "Unspecified";
        bool textEnums = false;
        bool omitsDefaults = false;
        bool textNumbers = false;
        bool refusesUnknown = false;
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
                refusesUnknown = (options.Member("UnmappedMemberHandling") ?? (options.EnumMember == "Strict" ? "Disallow" : null)) == "Disallow";
                textNumbers = ShapeParser.WritesTextNumbers(
                    attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "NumberHandling").Value);
            }
        }

        return new JsonOptionsModel(policy, textEnums, types.ToEquatableArray().SortedBy(static type => type))
        {
            OmitsDefaults = omitsDefaults,
            TextNumbers = textNumbers,
            RefusesUnknown = refusesUnknown,
        };
    }
}
