using System.Buffers.Binary;

namespace TypedAmqp.Protocol;

/// <summary>
/// Reads values of the specification's types from octets, one after the other, always big-endian (section 4.2.5). Lengths are checked
/// before they are used.
/// </summary>
/// <param name="octets">The octets.</param>
/// <param name="method">
/// The method whose arguments these are, for the exception: 501 and the method. Without one the octets are a table or a property list: 502.
/// </param>
public ref struct ArgumentReader(ReadOnlySpan<byte> octets, MethodId method = default)
{
    private readonly MethodId _method = method;
    private ReadOnlySpan<byte> _rest = octets;

    /// <summary>The octets that were not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Reads an octet.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public byte ReadOctet()
    {
        if (_rest.IsEmpty)
        {
            throw WireError.Truncated(_method);
        }

        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>Reads 16 bits.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public ushort ReadShort()
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out ushort value))
        {
            throw WireError.Truncated(_method);
        }

        _rest = _rest[sizeof(ushort)..];
        return value;
    }

    /// <summary>Reads 32 bits.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public uint ReadLong()
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out uint value))
        {
            throw WireError.Truncated(_method);
        }

        _rest = _rest[sizeof(uint)..];
        return value;
    }

    /// <summary>Reads 64 bits.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public ulong ReadLongLong()
    {
        if (!BinaryPrimitives.TryReadUInt64BigEndian(_rest, out ulong value))
        {
            throw WireError.Truncated(_method);
        }

        _rest = _rest[sizeof(ulong)..];
        return value;
    }

    /// <summary>Reads a short string of any octets.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public ShortString ReadShortString() => new(ReadOctets(ReadOctet()));

    /// <summary>Reads a short string that must be UTF-8.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before, or are not UTF-8 (501).</exception>
    public ShortString ReadUtf8ShortString()
    {
        ShortString value = ReadShortString();
        return System.Text.Unicode.Utf8.IsValid(value.Octets) ? value : throw WireError.MalformedUtf8();
    }

    /// <summary>Reads a long string.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public LongString ReadLongString() => new(ReadOctets(ReadLong()));

    /// <summary>Reads a table, as a view: what is in it is checked when it is looked at.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public FieldTableView ReadTable() => new(ReadOctets(ReadLong()));

    /// <summary>Reads a number of octets.</summary>
    /// <exception cref="AmqpConnectionException">The octets end before.</exception>
    public ReadOnlySpan<byte> ReadOctets(uint count)
    {
        if (count > (uint)_rest.Length)
        {
            throw WireError.Truncated(_method);
        }

        ReadOnlySpan<byte> value = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return value;
    }

    /// <summary>Asserts that everything was read.</summary>
    /// <exception cref="AmqpConnectionException">There are more octets.</exception>
    public readonly void End()
    {
        if (!_rest.IsEmpty)
        {
            throw WireError.TrailingOctets(_method, _rest.Length);
        }
    }
}
