using Microsoft.CodeAnalysis;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// One attribute's arguments. While someone types, any of them may be missing, of the wrong type or in error: every question has an answer
/// for that, and none throws.
/// </summary>
internal readonly struct AttributeReader(AttributeData data)
{
    public AttributeData Data => data;

    /// <summary>The type argument of a generic attribute, which may be an error type.</summary>
    public ITypeSymbol? TypeArgument => data.AttributeClass is { TypeArguments: [ITypeSymbol only] } ? only : null;

    /// <summary>All strings among the constructor's arguments, those in arrays included.</summary>
    public IEnumerable<string> Strings => Values.Select(static value => value.Value).OfType<string>();

    /// <summary>
    /// All of the constructor's arguments that a person wrote or left out, arrays flattened. Arguments in error are left out, null is not; so is
    /// where the attribute stands: a declaration is the same on another line.
    /// </summary>
    public IEnumerable<TypedConstant> Values => data.ConstructorArguments.Take(Written).SelectMany(Flatten);

    private int Written =>
        data.AttributeConstructor?.Parameters.TakeWhile(static parameter => parameter.Name != "sourceFile").Count() ?? int.MaxValue;

    /// <summary>The name of the enum member that is the first such argument of the constructor.</summary>
    public string? EnumMember
    {
        get
        {
            TypedConstant constant = data.ConstructorArguments.FirstOrDefault(static argument => argument.Kind == TypedConstantKind.Enum);
            return constant.Kind == TypedConstantKind.Enum ? MemberName(constant) : null;
        }
    }

    public bool Has(string name) => Find(name).Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum;

    public bool Boolean(string name, bool otherwise = false) =>
        Find(name) is { Kind: TypedConstantKind.Primitive, Value: bool value } ? value : otherwise;

    public string? String(string name) => Find(name) is { Kind: TypedConstantKind.Primitive, Value: string value } ? value : null;

    public long? Integer(string name) =>
        Find(name) is { Kind: TypedConstantKind.Primitive } constant ? ArgumentValues.ToInteger(constant.Value) : null;

    public string? Member(string name) => Find(name) is { Kind: TypedConstantKind.Enum } constant ? MemberName(constant) : null;

    public ITypeSymbol? Type(string name) => Find(name) is { Kind: TypedConstantKind.Type, Value: ITypeSymbol value } ? value : null;

    private TypedConstant Find(string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in data.NamedArguments)
        {
            if (argument.Key == name)
            {
                return argument.Value;
            }
        }

        return default;
    }

    private static IEnumerable<TypedConstant> Flatten(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Array => constant.IsNull ? [] : constant.Values.SelectMany(Flatten),
        TypedConstantKind.Error => [],
        _ => [constant],
    };

    /// <summary>The name of the member that an enum's value is; null when it is none.</summary>
    public static string? MemberName(TypedConstant constant) => constant.Type?.GetMembers()
        .OfType<IFieldSymbol>()
        .FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, constant.Value))?
        .Name;
}
