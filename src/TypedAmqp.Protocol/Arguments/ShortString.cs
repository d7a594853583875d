using System.Text;

namespace TypedAmqp.Protocol;

/// <summary>At most 255 octets, by convention UTF-8, as they lie on the wire (section 4.2.5.3 of the specification).</summary>
public readonly ref struct ShortString
{
    /// <summary>The greatest number of octets.</summary>
    public const int MaxLength = 255;

    /// <summary>A view over octets.</summary>
    /// <exception cref="ArgumentException">There are more than 255.</exception>
    public ShortString(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MaxLength)
        {
            throw TooLong(octets.Length, Encoding.UTF8.GetString(octets));
        }

        Octets = octets;
    }

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Octets.IsEmpty;

    /// <summary>The octets it takes on the wire, its length included.</summary>
    public int Size => 1 + Octets.Length;

    /// <summary>A view over octets.</summary>
    /// <exception cref="ArgumentException">There are more than 255.</exception>
    public static implicit operator ShortString(ReadOnlySpan<byte> octets) => new(octets);

    /// <summary>Encodes as UTF-8.</summary>
    /// <exception cref="ArgumentException">It takes more than 255 octets, or is no valid UTF-16.</exception>
    public static implicit operator ShortString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Length == 0 ? default : new(Utf8.Strict.GetBytes(value));
    }

    /// <summary>Whether the octets are equal.</summary>
    public bool Equals(ShortString other) => Octets.SequenceEqual(other.Octets);

    /// <summary>Decodes as UTF-8; what is none becomes U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Octets);

    internal static ArgumentException TooLong(int length, string value) =>
        new($"'{value}' takes {length} octets; a short string has at most {MaxLength}.");
}
