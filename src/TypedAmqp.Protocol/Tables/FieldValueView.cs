using System.Buffers.Binary;
using System.Text;

namespace TypedAmqp.Protocol;

/// <summary>A value of a table or array as it lies on the wire: a type and the octets of the value.</summary>
public readonly ref struct FieldValueView
{
    private FieldValueView(FieldType type, ReadOnlySpan<byte> octets)
    {
        Type = type;
        Octets = octets;
    }

    /// <summary>The type; 0 in a value that was not read.</summary>
    public FieldType Type { get; }

    /// <summary>The octets of the value, without type and length.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>The value as a whole number, when it is one, of whatever width.</summary>
    public bool TryGetInteger(out long value)
    {
        (bool isInteger, value) = Type switch
        {
            FieldType.SByte => (true, (sbyte)Octets[0]),
            FieldType.Byte => (true, Octets[0]),
            FieldType.Int16 => (true, BinaryPrimitives.ReadInt16BigEndian(Octets)),
            FieldType.UInt16 => (true, BinaryPrimitives.ReadUInt16BigEndian(Octets)),
            FieldType.Int32 => (true, BinaryPrimitives.ReadInt32BigEndian(Octets)),
            FieldType.UInt32 => (true, BinaryPrimitives.ReadUInt32BigEndian(Octets)),
            FieldType.Int64 => (true, BinaryPrimitives.ReadInt64BigEndian(Octets)),
            _ => (false, 0L),
        };
        return isInteger;
    }

    /// <summary>The value as a truth value, when it is one.</summary>
    public bool TryGetBoolean(out bool value)
    {
        value = Type == FieldType.Boolean && Octets[0] != 0;
        return Type == FieldType.Boolean;
    }

    /// <summary>The value as a string, when it is one.</summary>
    public bool TryGetString(out LongString value)
    {
        value = Type == FieldType.String ? new LongString(Octets) : default;
        return Type == FieldType.String;
    }

    /// <summary>The value as a table, when it is one.</summary>
    public bool TryGetTable(out FieldTableView value)
    {
        value = Type == FieldType.Table ? new FieldTableView(Octets) : default;
        return Type == FieldType.Table;
    }

    /// <summary>The value as an array, when it is one.</summary>
    public bool TryGetArray(out FieldArrayView value)
    {
        value = Type == FieldType.Array ? new FieldArrayView(Octets) : default;
        return Type == FieldType.Array;
    }

    /// <summary>
    /// Decodes the value, as <see cref="FieldTable"/> lists the types. A string that is no UTF-8 becomes a <c>byte[]</c>; a time after the
    /// year 9999 becomes <see cref="DateTimeOffset.MaxValue"/>, a decimal of more than 28 places is rounded.
    /// </summary>
    /// <exception cref="AmqpConnectionException">A table or array is malformed, or nested deeper than 64 (502).</exception>
    public object? ToObject() => ToObject(FieldTable.MaxDepth);

    internal static FieldValueView Read(scoped ref ArgumentReader reader)
    {
        byte letter = reader.ReadOctet();
        FieldType type = letter == 'L' ? FieldType.Int64 : (FieldType)letter;
        uint length = type switch
        {
            FieldType.Void => 0,
            FieldType.Boolean or FieldType.SByte or FieldType.Byte => 1,
            FieldType.Int16 or FieldType.UInt16 => 2,
            FieldType.Int32 or FieldType.UInt32 or FieldType.Single => 4,
            FieldType.Decimal => 5,
            FieldType.Int64 or FieldType.Double or FieldType.Timestamp => 8,
            FieldType.String or FieldType.Octets or FieldType.Array or FieldType.Table => reader.ReadLong(),
            _ => throw WireError.Syntax($"unknown field type {letter}"),
        };
        return new FieldValueView(type, reader.ReadOctets(length));
    }

    internal object? ToObject(int depth) => Type switch
    {
        FieldType.Boolean => Octets[0] != 0,
        FieldType.SByte => (sbyte)Octets[0],
        FieldType.Byte => Octets[0],
        FieldType.Int16 => BinaryPrimitives.ReadInt16BigEndian(Octets),
        FieldType.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(Octets),
        FieldType.Int32 => BinaryPrimitives.ReadInt32BigEndian(Octets),
        FieldType.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(Octets),
        FieldType.Int64 => BinaryPrimitives.ReadInt64BigEndian(Octets),
        FieldType.Single => BinaryPrimitives.ReadSingleBigEndian(Octets),
        FieldType.Double => BinaryPrimitives.ReadDoubleBigEndian(Octets),
        FieldType.Decimal => ReadDecimal(),
        FieldType.String => System.Text.Unicode.Utf8.IsValid(Octets) ? Encoding.UTF8.GetString(Octets) : Octets.ToArray(),
        FieldType.Octets => Octets.ToArray(),
        FieldType.Array => new FieldArrayView(Octets).ToList(Descend(depth)),
        FieldType.Timestamp => Timestamp.FromSeconds(BinaryPrimitives.ReadUInt64BigEndian(Octets)),
        FieldType.Table => new FieldTableView(Octets).ToFieldTable(Descend(depth)),
        _ => null,
    };

    internal void Validate(int depth)
    {
        switch (Type)
        {
            case FieldType.Array:
                new FieldArrayView(Octets).Validate(Descend(depth));
                break;
            case FieldType.Table:
                new FieldTableView(Octets).Validate(Descend(depth));
                break;
        }
    }

    private static int Descend(int depth) =>
        depth > 1 ? depth - 1 : throw WireError.Syntax($"a table nested deeper than {FieldTable.MaxDepth}");

    private decimal ReadDecimal()
    {
        const byte MaxScale = 28;
        int scale = Octets[0];
        int value = BinaryPrimitives.ReadInt32BigEndian(Octets[1..]);
        decimal number = new(unchecked((int)Math.Abs((long)value)), 0, 0, isNegative: value < 0, (byte)Math.Min(scale, MaxScale));
        for (; scale > MaxScale && number != 0; scale--)
        {
            number /= 10;
        }

        return number;
    }
}
