using System.Buffers.Binary;

namespace TypedAmqp.Protocol;

/// <summary>
/// Writes values of the specification's types, one after the other, always big-endian (section 4.2.5), into octets whose number was
/// computed before.
/// </summary>
/// <param name="octets">Where to.</param>
public ref struct ArgumentWriter(Span<byte> octets)
{
    private Span<byte> _rest = octets;

    /// <summary>The octets that were not written yet.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Writes an octet.</summary>
    public void WriteOctet(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    /// <summary>Writes 16 bits.</summary>
    public void WriteShort(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_rest, value);
        _rest = _rest[sizeof(ushort)..];
    }

    /// <summary>Writes 32 bits.</summary>
    public void WriteLong(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_rest, value);
        _rest = _rest[sizeof(uint)..];
    }

    /// <summary>Writes 64 bits.</summary>
    public void WriteLongLong(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_rest, value);
        _rest = _rest[sizeof(ulong)..];
    }

    /// <summary>Writes a short string.</summary>
    public void WriteShortString(ShortString value)
    {
        WriteOctet((byte)value.Octets.Length);
        WriteOctets(value.Octets);
    }

    /// <summary>Writes a long string.</summary>
    public void WriteLongString(LongString value)
    {
        WriteLong((uint)value.Octets.Length);
        WriteOctets(value.Octets);
    }

    /// <summary>Writes a table.</summary>
    public void WriteTable(FieldTableView value)
    {
        WriteLong((uint)value.Octets.Length);
        WriteOctets(value.Octets);
    }

    /// <summary>Writes octets as they are.</summary>
    public void WriteOctets(ReadOnlySpan<byte> value)
    {
        value.CopyTo(_rest);
        _rest = _rest[value.Length..];
    }

    /// <summary>The next octets, to be written by the caller.</summary>
    internal Span<byte> Take(int count)
    {
        Span<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
