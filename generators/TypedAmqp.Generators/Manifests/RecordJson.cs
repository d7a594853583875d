using System.Collections.Concurrent;
using System.Reflection;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>
/// Models as JSON and back. It follows the models' own fields, so that whatever a declaration comes to say is in the manifest: a field that has its
/// type's default (false, zero, none, nothing in it) is left out, and what is left out is read as that.
/// </summary>
internal static class RecordJson
{
    private static readonly MethodInfo ReadItemsMethod = typeof(RecordJson).GetMethod(
        nameof(ReadItems), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static readonly ConcurrentDictionary<Type, Func<List<object?>, object>> ItemReaders = new();

    public static object Write(object value) => value switch
    {
        string or bool or long => value,
        int number => (long)number,
        Enum member => Camel(member.ToString()),
        TypeModel type => TypeJson.Write(type),
        KeyTemplate { Constant: string key } => key,
        System.Collections.IEnumerable items => items.Cast<object>().Select(Write).ToList(),
        _ => WriteRecord(value),
    };

    /// <exception cref="FormatException">It is not what this version writes.</exception>
    public static T Read<T>(object? value)
        where T : class => (T)(Read(typeof(T), value) ?? throw Fault(typeof(T)));

    private static List<KeyValuePair<string, object?>> WriteRecord(object model)
    {
        List<KeyValuePair<string, object?>> members = [];
        foreach (RecordField field in RecordFields.Of(model.GetType()).Sorted)
        {
            // A nullable number is left out when it is null, not when it is zero; a text when it is null, not when it is empty.
            if (field.Get(model) is object value && !value.Equals(field.Default))
            {
                members.Add(new KeyValuePair<string, object?>(field.Name, Write(value)));
            }
        }

        return members;
    }

    private static object? Read(Type type, object? value)
    {
        if (Nullable.GetUnderlyingType(type) is Type underlying)
        {
            return Read(underlying, value);
        }

        if (type.IsEnum && value is string member)
        {
            return Enum.IsDefined(type, Pascal(member)) ? Enum.Parse(type, Pascal(member)) : throw Fault(type);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(EquatableArray<>))
        {
            return value is List<object?> items ? ItemReaders.GetOrAdd(type, ItemReader)(items) : throw Fault(type);
        }

        return (value, type) switch
        {
            (string text, _) when type == typeof(string) => text,
            (bool flag, _) when type == typeof(bool) => flag,
            (long number, _) when type == typeof(long) => number,
            (long and >= int.MinValue and <= int.MaxValue, _) when type == typeof(int) => (int)(long)value,
            (_, _) when type == typeof(TypeModel) => TypeJson.Read(value),
            (string key, _) when type == typeof(KeyTemplate) => KeyTemplate.Literal(key),
            (SortedDictionary<string, object?> members, { IsPrimitive: false }) when type != typeof(string) =>
                RecordFields.Of(type).Create(field => ReadField(field, members)),
            _ => throw Fault(type),
        };
    }

    private static object? ReadField(RecordField field, SortedDictionary<string, object?> members)
    {
        if (members.TryGetValue(field.Name, out object? value))
        {
            return Read(field.Type, value);
        }

        if (field.IsNullable)
        {
            return null;
        }

        // Written before there was this field.
        return field.Type == typeof(string) ? "" : field.Default ?? throw Fault(field.Type);
    }

    private static Func<List<object?>, object> ItemReader(Type type) => (Func<List<object?>, object>)ReadItemsMethod
        .MakeGenericMethod(type.GetGenericArguments())
        .CreateDelegate(typeof(Func<List<object?>, object>));

    private static object ReadItems<T>(List<object?> items)
        where T : IEquatable<T> => items.Select(static item => (T)(Read(typeof(T), item) ?? throw Fault(typeof(T)))).ToEquatableArray();

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    private static string Pascal(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name.Substring(1);

    private static FormatException Fault(Type type) => new($"The manifest has something else where a {type.Name} should be.");
}
