using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TypedAmqp.Protocol;

/// <summary>
/// A table of names and values, in the order in which they were added (section 4.2.5.5 of the specification). Values are <see cref="bool"/>,
/// <see cref="sbyte"/>, <see cref="byte"/>, <see cref="short"/>, <see cref="ushort"/>, <see cref="int"/>, <see cref="uint"/>,
/// <see cref="long"/>, <see cref="float"/>, <see cref="double"/>, <see cref="decimal"/> (of 32 bits and a scale), <see cref="string"/>,
/// <c>byte[]</c>, <see cref="DateTimeOffset"/> (in whole seconds), <see cref="FieldTable"/>, a list of values
/// (<see cref="IReadOnlyList{T}"/> of <c>object?</c>), and null; see <see cref="FieldType"/>.
/// </summary>
public sealed class FieldTable : IReadOnlyDictionary<string, object?>
{
    /// <summary>How deep tables and arrays may be nested.</summary>
    public const int MaxDepth = 64;

    private readonly OrderedDictionary<string, object?> _fields = new(StringComparer.Ordinal);

    /// <summary>The number of names.</summary>
    public int Count => _fields.Count;

    /// <summary>The names, in their order.</summary>
    public IEnumerable<string> Keys => _fields.Keys;

    /// <summary>The values, in their order.</summary>
    public IEnumerable<object?> Values => _fields.Values;

    /// <summary>The value of a name.</summary>
    /// <exception cref="KeyNotFoundException">The name is not there.</exception>
    /// <exception cref="ArgumentException">The name has more than 255 octets, or no field value has the type of the value.</exception>
    public object? this[string name]
    {
        get => _fields[name];
        set => _fields[Checked(name, value)] = value;
    }

    /// <summary>Adds a name and its value.</summary>
    /// <exception cref="ArgumentException">
    /// The name is there already or has more than 255 octets, or no field value has the type of the value.
    /// </exception>
    public void Add(string name, object? value) => _fields.Add(Checked(name, value), value);

    /// <summary>Removes a name and its value.</summary>
    public bool Remove(string name) => _fields.Remove(name);

    /// <summary>Whether the name is there.</summary>
    public bool ContainsKey(string name) => _fields.ContainsKey(name);

    /// <summary>The value of a name, when it is there.</summary>
    public bool TryGetValue(string name, [MaybeNullWhen(false)] out object? value) => _fields.TryGetValue(name, out value);

    /// <summary>The pairs, in their order.</summary>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The octets of the pairs, without the length before them.</summary>
    /// <exception cref="ArgumentException">A value in it cannot be encoded, or tables are nested deeper than 64.</exception>
    public byte[] Encode()
    {
        byte[] octets = new byte[FieldEncoder.SizeOfPairs(this, MaxDepth)];
        ArgumentWriter writer = new(octets);
        FieldEncoder.WritePairs(ref writer, this);
        return octets;
    }

    internal void TryAddDecoded(string name, object? value) => _fields.TryAdd(name, value);

    private static string Checked(string name, object? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        FieldEncoder.SizeOfShortString(name);
        return FieldEncoder.IsFieldValue(value)
            ? name
            : throw new ArgumentException(
                $"'{name}' is a {value!.GetType()}, which no field value can be. Those are: bool, integers but ulong, float, double, decimal, string, byte[], "
                + "DateTimeOffset, a list of objects, FieldTable and null.",
                nameof(value));
    }
}
