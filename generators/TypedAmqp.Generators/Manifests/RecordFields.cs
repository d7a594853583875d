using System.Collections.Concurrent;
using System.Reflection;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>The fields of a model, in both directions: those of its primary constructor, then those with an initialiser of their own.</summary>
internal sealed class RecordFields
{
    private static readonly ConcurrentDictionary<Type, RecordFields> Known = new();

    // Where something stands in the source is nothing that others know; an exchange is in the manifest once, not with each queue that it leads to.
    private static readonly HashSet<(Type, string)> LeftOut =
    [
        (typeof(KeyPart), nameof(KeyPart.Start)),
        (typeof(KeyPart), nameof(KeyPart.Length)),
        (typeof(QueueModel), nameof(QueueModel.Exchanges)),
    ];

    private readonly ConstructorInfo _constructor;
    private readonly RecordField?[] _parameters;
    private readonly RecordField[] _others;

    private RecordFields(Type type)
    {
        _constructor = type.GetConstructors().OrderByDescending(static constructor => constructor.GetParameters().Length).First();
        ParameterInfo[] parameters = _constructor.GetParameters();
        _parameters = [.. parameters.Select(
            parameter => LeftOut.Contains((type, parameter.Name)) ? null : new RecordField(type.GetProperty(parameter.Name)!, parameter))];
        _others = [.. type.GetProperties()
            .Where(property => property is { CanRead: true, CanWrite: true } && parameters.All(parameter => parameter.Name != property.Name))
            .Select(static property => new RecordField(property, null))];
        Sorted = [.. _parameters.OfType<RecordField>().Concat(_others).OrderBy(static field => field.Name, StringComparer.Ordinal)];
    }

    public static RecordFields Of(Type type) => Known.GetOrAdd(type, static type => new RecordFields(type));

    /// <summary>All of them, in the order in which they are written: that of their names.</summary>
    public IReadOnlyList<RecordField> Sorted { get; }

    /// <summary>Makes a model.</summary>
    /// <param name="valueOf">A field's value; what it gives for a field that is left out is not asked.</param>
    public object Create(Func<RecordField, object?> valueOf)
    {
        object model = _constructor.Invoke([.. _parameters.Select(field => field is null ? null : valueOf(field))]);
        foreach (RecordField field in _others)
        {
            field.Set(model, valueOf(field));
        }

        return model;
    }
}
