using System.Reflection;

namespace TypedAmqp.Generators.Manifests;

/// <summary>One field of a model.</summary>
internal sealed class RecordField(PropertyInfo property, ParameterInfo? parameter)
{
    private const string NullableAttribute = "System.Runtime.CompilerServices.NullableAttribute";
    private const string NullableContextAttribute = "System.Runtime.CompilerServices.NullableContextAttribute";
    private const byte Annotated = 2;

    private static readonly MethodInfo GetterMethod = typeof(RecordField).GetMethod(nameof(Getter), BindingFlags.NonPublic | BindingFlags.Static)!;

    // Only who reads asks, and it takes long: who compiles only writes.
    private readonly Lazy<bool> _isNullable = new(() => Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType
            && (Flag(parameter?.CustomAttributes, NullableAttribute)
                ?? Flag(property.CustomAttributes, NullableAttribute)
                ?? Flag(parameter?.Member.CustomAttributes, NullableContextAttribute)
                ?? Flag(property.DeclaringType.CustomAttributes, NullableContextAttribute)) == Annotated));

    // Several times as fast as the property's own GetValue, which compiles code of its own for each property.
    private readonly Func<object, object?> _get = (Func<object, object?>)GetterMethod
        .MakeGenericMethod(property.DeclaringType, property.PropertyType)
        .Invoke(null, [property.GetMethod]);

    /// <summary>Its name in the manifest: the property's, with a small letter first.</summary>
    public string Name { get; } = char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);

    public Type Type => property.PropertyType;

    /// <summary>Whether null is a value of it.</summary>
    public bool IsNullable => _isNullable.Value;

    /// <summary>The default of its type; null for one that null is a value of, and for references.</summary>
    public object? Default { get; } = property.PropertyType.IsValueType && Nullable.GetUnderlyingType(property.PropertyType) is null
        ? Activator.CreateInstance(property.PropertyType)
        : null;

    public object? Get(object model) => _get(model);

    public void Set(object model, object? value) => property.SetValue(model, value);

    private static Func<object, object?> Getter<TModel, TValue>(MethodInfo method)
    {
        var get = (Func<TModel, TValue>)method.CreateDelegate(typeof(Func<TModel, TValue>));
        return model => get((TModel)model);
    }

    private static byte? Flag(IEnumerable<CustomAttributeData>? attributes, string name) =>
        attributes?.FirstOrDefault(attribute => attribute.AttributeType.FullName == name)?.ConstructorArguments[0].Value switch
        {
            byte flag => flag,
            IReadOnlyList<CustomAttributeTypedArgument> flags => (byte)flags[0].Value,
            _ => null,
        };
}
