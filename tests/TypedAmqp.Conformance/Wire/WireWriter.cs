using System.Buffers.Binary;
using System.Text;

namespace TypedAmqp.Conformance.Wire;

/// <summary>From values to octets, right or wrong: it writes what it is given.</summary>
public sealed class WireWriter
{
    private readonly List<byte> _octets = [];
    private int _bits;

    /// <summary>A frame around a payload.</summary>
    public static byte[] Frame(byte type, ushort channel, byte[] payload)
    {
        WireWriter writer = new();
        writer.Number(type, 1);
        writer.Number(channel, 2);
        writer.Number((ulong)payload.Length, 4);
        return [.. writer._octets, .. payload, 0xCE];
    }

    /// <summary>The payload of a method frame.</summary>
    public static byte[] Method(MethodSpec method, IReadOnlyDictionary<string, FieldValue> arguments)
    {
        WireWriter writer = new();
        writer.Number(method.ClassId, 2);
        writer.Number(method.MethodId, 2);
        foreach (ArgumentSpec argument in method.Arguments)
        {
            writer.Argument(argument.Type, arguments.GetValueOrDefault(argument.Name));
        }

        return [.. writer._octets];
    }

    /// <summary>The payload of a content header.</summary>
    public static byte[] Header(ulong classId, ulong weight, ulong bodySize, IReadOnlyDictionary<string, FieldValue> properties)
    {
        WireWriter writer = new();
        writer.Number(classId, 2);
        writer.Number(weight, 2);
        writer.Number(bodySize, 8);
        ushort flags = 0;
        for (int i = 0; i < Specification.Properties.Count; i++)
        {
            flags |= properties.ContainsKey(Specification.Properties[i].Name) ? (ushort)(0x8000 >> i) : (ushort)0;
        }

        writer.Number(flags, 2);
        foreach (ArgumentSpec property in Specification.Properties)
        {
            if (properties.TryGetValue(property.Name, out FieldValue? value))
            {
                writer.Argument(property.Type, value);
            }
        }

        return [.. writer._octets];
    }

    private void Argument(string type, FieldValue? value)
    {
        if (type == "bit")
        {
            Bit(value is not null && value.Number != 0);
            return;
        }

        _bits = 0;
        switch (type)
        {
            case "shortstr": Text(value?.Octets ?? [], 1); break;
            case "longstr": Text(value is { Type: 'F' } ? Pairs(value) : value?.Octets ?? [], 4); break;
            case "table": Text(value is null ? [] : Pairs(value), 4); break;
            default: Number(value?.Number ?? 0, type switch { "octet" => 1, "short" or "reply-code" => 2, "long" => 4, _ => 8 }); break;
        }
    }

    private void Bit(bool value)
    {
        if (_bits % 8 == 0)
        {
            _octets.Add(0);
        }

        _octets[^1] |= (byte)((value ? 1 : 0) << (_bits++ % 8));
    }

    // A table may be given as the octets of its pairs, where they are to be malformed.
    private static byte[] Pairs(FieldValue table)
    {
        if (table.Value is byte[] octets)
        {
            return octets;
        }

        WireWriter writer = new();
        foreach (Field field in (List<Field>)table.Value!)
        {
            writer.Text(Encoding.UTF8.GetBytes(field.Name), 1);
            writer.Typed(field.Value);
        }

        return [.. writer._octets];
    }

    private void Typed(FieldValue value)
    {
        _octets.Add((byte)value.Type);
        switch (value.Type)
        {
            case 't' or 'b' or 'B': Number(value.Number, 1); break;
            case 's' or 'u': Number(value.Number, 2); break;
            case 'I' or 'i': Number(value.Number, 4); break;
            case 'l' or 'T': Number(value.Number, 8); break;
            case 'f': Number(BitConverter.SingleToUInt32Bits((float)(double)value.Value!), 4); break;
            case 'd': Number(BitConverter.DoubleToUInt64Bits((double)value.Value!), 8); break;
            case 'D':
                (byte scale, long number) = ((byte, long))value.Value!;
                Number(scale, 1);
                Number((ulong)number, 4);
                break;
            case 'S' or 'x': Text(value.Octets, 4); break;
            case 'F': Text(Pairs(value), 4); break;
            case 'A':
                WireWriter items = new();
                ((List<FieldValue>)value.Value!).ForEach(items.Typed);
                Text([.. items._octets], 4);
                break;
        }
    }

    private void Text(byte[] octets, int lengthSize)
    {
        Number((ulong)octets.Length, lengthSize);
        _octets.AddRange(octets);
    }

    private void Number(ulong value, int size)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        _octets.AddRange(octets[(8 - size)..]);
    }
}
