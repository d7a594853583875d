using System.Buffers.Binary;

namespace TypedAmqp.Protocol;

/// <summary>Writes values as fields; first their size, so that nothing was written when one cannot be.</summary>
internal static class FieldEncoder
{
    public static bool IsFieldValue(object? value) => value is null or bool or sbyte or byte or short or ushort or int or uint or long or float
        or double or decimal or string or byte[] or DateTimeOffset or FieldTable or IReadOnlyList<object?>;

    public static int SizeOfShortString(string value)
    {
        int length = Utf8.Strict.GetByteCount(value);
        return length <= ShortString.MaxLength ? 1 + length : throw ShortString.TooLong(length, value);
    }

    public static int SizeOfPairs(FieldTable table, int depth)
    {
        int size = 0;
        foreach ((string name, object? value) in table)
        {
            size = checked(size + SizeOfShortString(name) + 1 + SizeOf(value, depth));
        }

        return size;
    }

    public static void WritePairs(ref ArgumentWriter writer, FieldTable table)
    {
        foreach ((string name, object? value) in table)
        {
            WriteShortString(ref writer, name);
            Write(ref writer, value);
        }
    }

    public static void WriteShortString(ref ArgumentWriter writer, string value)
    {
        int length = Utf8.Strict.GetByteCount(value);
        writer.WriteOctet((byte)length);
        Utf8.Strict.GetBytes(value, writer.Take(length));
    }

    // Without the octet of the type.
    private static int SizeOf(object? value, int depth) => value switch
    {
        null => 0,
        bool or sbyte or byte => 1,
        short or ushort => 2,
        int or uint or float => 4,
        decimal number => SizeOfDecimal(number),
        long or double => 8,
        DateTimeOffset time => SizeOfTimestamp(time),
        string text => checked(4 + Utf8.Strict.GetByteCount(text)),
        byte[] octets => checked(4 + octets.Length),
        FieldTable table => checked(4 + SizeOfPairs(table, Descend(depth))),
        IReadOnlyList<object?> list => checked(4 + SizeOfElements(list, Descend(depth))),
        _ => throw new ArgumentException($"A {value.GetType()} cannot be a field value."),
    };

    private static int SizeOfElements(IReadOnlyList<object?> list, int depth)
    {
        int size = 0;
        foreach (object? element in list)
        {
            size = checked(size + 1 + SizeOf(element, depth));
        }

        return size;
    }

    private static int SizeOfDecimal(decimal number)
    {
        _ = Unscaled(number);
        return 5;
    }

    private static int SizeOfTimestamp(DateTimeOffset time)
    {
        _ = Timestamp.ToSeconds(time);
        return 8;
    }

    private static void Write(ref ArgumentWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteOctet((byte)FieldType.Void);
                break;
            case bool flag:
                writer.WriteOctet((byte)FieldType.Boolean);
                writer.WriteOctet(flag ? (byte)1 : (byte)0);
                break;
            case sbyte number:
                writer.WriteOctet((byte)FieldType.SByte);
                writer.WriteOctet((byte)number);
                break;
            case byte number:
                writer.WriteOctet((byte)FieldType.Byte);
                writer.WriteOctet(number);
                break;
            case short number:
                writer.WriteOctet((byte)FieldType.Int16);
                writer.WriteShort((ushort)number);
                break;
            case ushort number:
                writer.WriteOctet((byte)FieldType.UInt16);
                writer.WriteShort(number);
                break;
            case int number:
                writer.WriteOctet((byte)FieldType.Int32);
                writer.WriteLong((uint)number);
                break;
            case uint number:
                writer.WriteOctet((byte)FieldType.UInt32);
                writer.WriteLong(number);
                break;
            case long number:
                writer.WriteOctet((byte)FieldType.Int64);
                writer.WriteLongLong((ulong)number);
                break;
            case float number:
                writer.WriteOctet((byte)FieldType.Single);
                BinaryPrimitives.WriteSingleBigEndian(writer.Take(sizeof(float)), number);
                break;
            case double number:
                writer.WriteOctet((byte)FieldType.Double);
                BinaryPrimitives.WriteDoubleBigEndian(writer.Take(sizeof(double)), number);
                break;
            case decimal number:
                writer.WriteOctet((byte)FieldType.Decimal);
                writer.WriteOctet(number.Scale);
                writer.WriteLong((uint)Unscaled(number));
                break;
            case DateTimeOffset time:
                writer.WriteOctet((byte)FieldType.Timestamp);
                writer.WriteLongLong(Timestamp.ToSeconds(time));
                break;
            default:
                WriteSized(ref writer, value);
                break;
        }
    }

    private static void WriteSized(ref ArgumentWriter writer, object value)
    {
        (FieldType type, int size) = value switch
        {
            string text => (FieldType.String, Utf8.Strict.GetByteCount(text)),
            byte[] octets => (FieldType.Octets, octets.Length),
            FieldTable table => (FieldType.Table, SizeOfPairs(table, FieldTable.MaxDepth)),
            _ => (FieldType.Array, SizeOfElements((IReadOnlyList<object?>)value, FieldTable.MaxDepth)),
        };
        writer.WriteOctet((byte)type);
        writer.WriteLong((uint)size);
        switch (value)
        {
            case string text:
                Utf8.Strict.GetBytes(text, writer.Take(size));
                break;
            case byte[] octets:
                writer.WriteOctets(octets);
                break;
            case FieldTable table:
                WritePairs(ref writer, table);
                break;
            case IReadOnlyList<object?> list:
                foreach (object? element in list)
                {
                    Write(ref writer, element);
                }

                break;
        }
    }

    private static int Descend(int depth) =>
        depth > 1 ? depth - 1 : throw new ArgumentException($"Tables are nested deeper than {FieldTable.MaxDepth}.");

    // The number without its point, in the 32 bits that the wire has for it.
    private static int Unscaled(decimal number)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(number, parts);
        long magnitude = (uint)parts[0];
        long value = number < 0 ? -magnitude : magnitude;
        return parts[1] == 0 && parts[2] == 0 && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw new ArgumentException($"{number} does not fit into the 32 bits of a decimal field.");
    }
}
