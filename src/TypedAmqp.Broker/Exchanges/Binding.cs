using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A binding (section 3.1.3 of the specification): what matches it goes from its source on to its destination. Two are the same when source,
/// destination, key and arguments are; the order of the arguments does not count.
/// </summary>
internal sealed class Binding : IEquatable<Binding>
{
    private readonly byte[] _sortedArguments;
    private readonly int _hash;

    public Binding(Exchange source, object destination, string routingKey, FieldTable arguments)
    {
        Source = source;
        Destination = destination;
        RoutingKey = routingKey;
        Arguments = arguments;
        Key = Encoding.UTF8.GetBytes(routingKey);
        _sortedArguments = Sort(arguments).Encode();
        _hash = HashCode.Combine(source, destination, OctetHash.Of(Key), OctetHash.Of(_sortedArguments));
    }

    public Exchange Source { get; }

    /// <summary>A <see cref="Queue"/> or an <see cref="Exchange"/>.</summary>
    public object Destination { get; }

    public string RoutingKey { get; }

    public FieldTable Arguments { get; }

    /// <summary>The routing key as it lies on the wire.</summary>
    public byte[] Key { get; }

    /// <summary>Where it stands in the <see cref="BindingSet"/> that holds it.</summary>
    public int Position { get; set; }

    public bool Equals(Binding? other) => other is not null && _hash == other._hash
        && ReferenceEquals(Source, other.Source) && ReferenceEquals(Destination, other.Destination)
        && Key.AsSpan().SequenceEqual(other.Key) && _sortedArguments.AsSpan().SequenceEqual(other._sortedArguments);

    public override bool Equals(object? obj) => Equals(obj as Binding);

    public override int GetHashCode() => _hash;

    private static FieldTable Sort(FieldTable table)
    {
        if (table.Count < 2)
        {
            return table;
        }

        FieldTable sorted = [];
        foreach ((string name, object? value) in table.OrderBy(static field => field.Key, StringComparer.Ordinal))
        {
            sorted.Add(name, value);
        }

        return sorted;
    }
}
