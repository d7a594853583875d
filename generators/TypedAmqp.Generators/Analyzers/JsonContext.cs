using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// The types that a <c>JsonSerializerContext</c> knows: those of its <c>[JsonSerializable]</c> attributes and what is in them, as System.Text.Json's
/// generator takes their properties' and elements' types along.
/// </summary>
internal sealed class JsonContext
{
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);

    private JsonContext(INamedTypeSymbol symbol) => Symbol = symbol;

    public INamedTypeSymbol Symbol { get; }

    /// <summary>
    /// The contexts that the assembly's topologies name, by the topology's name; the first topology's is that of the empty name, too.
    /// </summary>
    public static IReadOnlyDictionary<string, JsonContext> Of(IAssemblySymbol assembly)
    {
        Dictionary<string, JsonContext> contexts = new(StringComparer.Ordinal);
        foreach (AttributeReader topology in assembly.Attributes(MetadataNames.Topology))
        {
            string name = topology.Strings.FirstOrDefault() ?? "";
            if (topology.Type("Json") is INamedTypeSymbol { TypeKind: TypeKind.Class } symbol && !contexts.ContainsKey(name))
            {
                contexts[name] = Of(symbol);
                contexts[""] = contexts.TryGetValue("", out JsonContext? first) ? first : contexts[name];
            }
        }

        return contexts;
    }

    private static JsonContext Of(INamedTypeSymbol symbol)
    {
        JsonContext context = new(symbol);
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.Is("System.Text.Json.Serialization", "JsonSerializableAttribute") == true
                && attribute.ConstructorArguments is [{ Kind: TypedConstantKind.Type, Value: ITypeSymbol type }])
            {
                context.Add(type);
            }
        }

        return context;
    }

    public bool Knows(string typeName) => _types.Contains(typeName);

    private void Add(ITypeSymbol root)
    {
        Stack<ITypeSymbol> open = new([root]);
        while (open.Count > 0)
        {
            ITypeSymbol type = open.Pop();
            if (!_types.Add(type.EmittedName()))
            {
                continue;
            }

            foreach (ITypeSymbol part in Parts(type))
            {
                open.Push(part);
            }
        }
    }

    private static IEnumerable<ITypeSymbol> Parts(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array)
        {
            return [array.ElementType];
        }

        IEnumerable<ITypeSymbol> arguments = type is INamedTypeSymbol named ? named.TypeArguments : [];
        IEnumerable<ITypeSymbol> derived = type.GetAttributes()
            .Where(static attribute => attribute.AttributeClass?.Is("System.Text.Json.Serialization", "JsonDerivedTypeAttribute") == true)
            .SelectMany(static attribute => attribute.ConstructorArguments)
            .Select(static argument => argument.Kind == TypedConstantKind.Type ? argument.Value : null)
            .OfType<ITypeSymbol>();
        bool isLeaf = type.SpecialType != SpecialType.None || type.TypeKind is TypeKind.Enum or TypeKind.Error or TypeKind.TypeParameter;
        return isLeaf ? [] : arguments.Concat(derived).Concat(ContractProperties.All(type).Select(static property => property.Type));
    }
}
