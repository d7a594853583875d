using System.Buffers.Binary;
using System.Text;

namespace TypedAmqp.Conformance.Wire;

/// <summary>From octets to values. It is given only what brokers send, and expects them to be right.</summary>
public sealed class WireReader(byte[] payload)
{
    private int _position;
    private int _bits;
    private byte _bitOctet;

    /// <summary>The method of a payload, and its arguments.</summary>
    public static (MethodSpec Method, List<Field> Arguments) Method(byte[] payload)
    {
        WireReader reader = new(payload);
        (ushort classId, ushort methodId) = ((ushort)reader.Number(2), (ushort)reader.Number(2));
        MethodSpec method = Specification.Find(classId, methodId)
            ?? throw new FormatException($"A broker sent a method {classId}.{methodId}, which is none.");
        List<Field> arguments = [.. method.Arguments.Select(argument => new Field(argument.Name, reader.Argument(argument.Type)))];
        return reader._position == payload.Length
            ? (method, arguments)
            : throw new FormatException($"A broker sent {method.Name} with {payload.Length - reader._position} octets too many.");
    }

    /// <summary>Body size and properties of a content header.</summary>
    public static (long BodySize, List<Field> Properties) Header(byte[] payload)
    {
        WireReader reader = new(payload);
        reader.Number(4);
        long size = (long)reader.Number(8);
        ulong flags = reader.Number(2);
        List<Field> properties = [];
        for (int i = 0; i < Specification.Properties.Count; i++)
        {
            if ((flags & (0x8000UL >> i)) != 0)
            {
                properties.Add(new Field(Specification.Properties[i].Name, reader.Argument(Specification.Properties[i].Type)));
            }
        }

        return (size, properties);
    }

    private FieldValue Argument(string type)
    {
        if (type == "bit")
        {
            if (_bits % 8 == 0)
            {
                _bitOctet = (byte)Number(1);
            }

            return new FieldValue('t', ((_bitOctet >> (_bits++ % 8)) & 1) != 0);
        }

        _bits = 0;
        return type switch
        {
            "shortstr" => FieldValue.Text(Octets(1)),
            "longstr" => FieldValue.Text(Octets(4)),
            "table" => new FieldValue('F', Pairs(Octets(4))),
            "timestamp" => Integer('l', 8),
            "octet" => Integer('l', 1),
            "short" or "reply-code" => Integer('l', 2),
            "long" => Integer('l', 4),
            _ => Integer('l', 8),
        };
    }

    private static List<Field> Pairs(byte[] octets)
    {
        WireReader reader = new(octets);
        List<Field> fields = [];
        while (reader._position < octets.Length)
        {
            string name = Encoding.UTF8.GetString(reader.Octets(1));
            fields.Add(new Field(name, reader.Typed()));
        }

        return fields;
    }

    private FieldValue Typed()
    {
        char type = (char)Number(1);
        switch (type)
        {
            case 'V': return new FieldValue(type, null);
            case 't': return new FieldValue(type, Number(1) != 0);
            case 'b': return new FieldValue(type, (long)(sbyte)Number(1));
            case 'B': return Integer(type, 1);
            case 's': return new FieldValue(type, (long)(short)Number(2));
            case 'u': return Integer(type, 2);
            case 'I': return new FieldValue(type, (long)(int)Number(4));
            case 'i': return Integer(type, 4);
            case 'l' or 'L' or 'T': return Integer(type, 8);
            case 'f': return new FieldValue(type, (double)BitConverter.UInt32BitsToSingle((uint)Number(4)));
            case 'd': return new FieldValue(type, BitConverter.UInt64BitsToDouble(Number(8)));
            case 'D': return new FieldValue(type, ((byte)Number(1), (long)(int)Number(4)));
            case 'S' or 'x': return new FieldValue(type, Octets(4));
            case 'F': return new FieldValue(type, Pairs(Octets(4)));
            case 'A':
                byte[] octets = Octets(4);
                WireReader reader = new(octets);
                List<FieldValue> items = [];
                while (reader._position < octets.Length)
                {
                    items.Add(reader.Typed());
                }

                return new FieldValue(type, items);
            default: throw new FormatException($"A broker sent a field of type '{type}', which is none.");
        }
    }

    private FieldValue Integer(char type, int size) => new(type, unchecked((long)Number(size)));

    private byte[] Octets(int lengthSize)
    {
        int length = (int)Number(lengthSize);
        byte[] octets = payload.AsSpan(_position, length).ToArray();
        _position += length;
        return octets;
    }

    private ulong Number(int size)
    {
        Span<byte> octets = stackalloc byte[8];
        octets.Clear();
        payload.AsSpan(_position, size).CopyTo(octets[(8 - size)..]);
        _position += size;
        return BinaryPrimitives.ReadUInt64BigEndian(octets);
    }
}
