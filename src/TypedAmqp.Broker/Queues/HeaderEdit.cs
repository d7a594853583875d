using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Changes the headers of a message and leaves everything else octet by octet as it was published: what a client wrote need not be anything that
/// could be decoded and written again.
/// </summary>
internal static class HeaderEdit
{
    /// <summary>The octets that a pair of a table takes.</summary>
    public static int SizeOf(in FieldView field) => field.Name.Size + SizeOf(field.Value);

    /// <summary>The octets that a value takes with its type.</summary>
    public static int SizeOf(in FieldValueView value) =>
        1 + (value.Type is FieldType.String or FieldType.Octets or FieldType.Array or FieldType.Table ? sizeof(uint) : 0) + value.Octets.Length;

    /// <summary>The most that <see cref="Write"/> writes.</summary>
    public static int MostOctets(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> headers) => properties.Length + sizeof(uint) + headers.Length;

    /// <summary>Writes the properties of a message with other headers; returns how many octets that took.</summary>
    /// <param name="properties">The properties as they are.</param>
    /// <param name="headers">The pairs of the new headers.</param>
    /// <param name="keepExpiration">Whether the message keeps its expiration.</param>
    /// <param name="destination">Where to.</param>
    public static int Write(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> headers, bool keepExpiration, Span<byte> destination)
    {
        BasicPropertiesView view = new(properties);
        int start = StartOfHeaders(properties);
        ReadOnlySpan<byte> rest = properties[(view.HasHeaders ? start + view.Headers.Size : start)..];
        ArgumentWriter writer = new(destination);
        writer.WriteOctets(properties[..start]);
        destination[0] |= (byte)((int)BasicPropertyFlags.Headers >> 8);
        writer.WriteTable(new FieldTableView(headers));
        if (!keepExpiration && view.HasExpiration)
        {
            destination[0] &= unchecked((byte)~((int)BasicPropertyFlags.Expiration >> 8));
            ReadOnlySpan<byte> expiration = view.Expiration.Octets;
            rest.Overlaps(expiration, out int position);
            writer.WriteOctets(rest[..(position - 1)]);
            rest = rest[(position + expiration.Length)..];
        }

        writer.WriteOctets(rest);
        return destination.Length - writer.Remaining;
    }

    // Behind the flags, of which each word but the last has its lowest bit set, and the two properties before the headers.
    private static int StartOfHeaders(ReadOnlySpan<byte> octets)
    {
        BasicPropertyFlags flags = (BasicPropertyFlags)BinaryPrimitives.ReadUInt16BigEndian(octets);
        int position = sizeof(ushort);
        while ((octets[position - 1] & 1) != 0)
        {
            position += sizeof(ushort);
        }

        position += (flags & BasicPropertyFlags.ContentType) != 0 ? 1 + octets[position] : 0;
        position += (flags & BasicPropertyFlags.ContentEncoding) != 0 ? 1 + octets[position] : 0;
        return position;
    }

    /// <summary>The same pairs, by name, as RabbitMQ leaves a table that it has changed.</summary>
    public static FieldTableView Sort(FieldTableView table)
    {
        byte[] octets = table.Octets.ToArray();
        List<(string Name, int Start, int Size)> fields = [];
        int start = 0;
        foreach (FieldView field in table)
        {
            int size = SizeOf(field);
            fields.Add((Encoding.Latin1.GetString(field.Name.Octets), start, size));
            start += size;
        }

        byte[] sorted = new byte[octets.Length];
        int length = 0;
        foreach ((_, int from, int size) in fields.OrderBy(static field => field.Name, StringComparer.Ordinal))
        {
            octets.AsSpan(from, size).CopyTo(sorted.AsSpan(length));
            length += size;
        }

        return new FieldTableView(sorted);
    }

    /// <summary>The pairs of a table but the one of this name.</summary>
    public static ReadOnlySpan<byte> Without(FieldTableView table, ReadOnlySpan<byte> name)
    {
        ArrayBufferWriter<byte> others = new(Math.Max(1, table.Octets.Length));
        int start = 0;
        foreach (FieldView field in table)
        {
            int size = SizeOf(field);
            if (!field.Name.Octets.SequenceEqual(name))
            {
                others.Write(table.Octets.Slice(start, size));
            }

            start += size;
        }

        return others.WrittenSpan;
    }
}
