using System.Text;

namespace TypedAmqp.Protocol;

/// <summary>Octets of any number, as they lie on the wire (section 4.2.5.3 of the specification).</summary>
/// <param name="octets">The octets.</param>
public readonly ref struct LongString(ReadOnlySpan<byte> octets)
{
    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Octets { get; } = octets;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Octets.IsEmpty;

    /// <summary>The octets it takes on the wire, its length included.</summary>
    public int Size => 4 + Octets.Length;

    /// <summary>A view over octets.</summary>
    public static implicit operator LongString(ReadOnlySpan<byte> octets) => new(octets);

    /// <summary>Encodes as UTF-8.</summary>
    /// <exception cref="ArgumentException">It is no valid UTF-16.</exception>
    public static implicit operator LongString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length == 0 ? default : new(Utf8.Strict.GetBytes(value));
    }

    /// <summary>Whether the octets are equal.</summary>
    public bool Equals(LongString other) => Octets.SequenceEqual(other.Octets);

    /// <summary>Decodes as UTF-8; what is none becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Octets);
}
