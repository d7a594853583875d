using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Writes a number into the headers of a delivery, such as how often the message came back to its queue (<c>x-delivery-count</c>). The headers are by
/// name then, as RabbitMQ leaves them.
/// </summary>
/// <param name="name">The name of the header.</param>
internal sealed class HeaderMark(ReadOnlySpan<byte> name)
{
    private readonly byte[] _name = name.ToArray();
    private byte[] _headers = [];
    private byte[] _octets = [];

    /// <summary>The properties with the number in their headers, valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(ReadOnlySpan<byte> properties, long number)
    {
        FieldTableView headers = new BasicPropertiesView(properties).Headers;
        ArgumentWriter writer = new(Room(ref _headers, headers.Octets.Length + 1 + _name.Length + 1 + sizeof(long)));
        int start = 0;
        bool isMarked = false;
        bool isSorted = true;
        ReadOnlySpan<byte> last = default;
        foreach (FieldView header in headers)
        {
            int size = HeaderEdit.SizeOf(header);
            ReadOnlySpan<byte> name = header.Name.Octets;
            isSorted &= last.SequenceCompareTo(name) <= 0;
            last = name;
            if (!isMarked && name.SequenceCompareTo(_name) >= 0)
            {
                isMarked = true;
                WriteMark(ref writer, number);
            }

            if (!name.SequenceEqual(_name))
            {
                writer.WriteOctets(headers.Octets.Slice(start, size));
            }

            start += size;
        }

        if (!isMarked)
        {
            WriteMark(ref writer, number);
        }

        ReadOnlySpan<byte> counted = _headers.AsSpan(0, _headers.Length - writer.Remaining);
        counted = isSorted ? counted : HeaderEdit.Sort(new FieldTableView(counted)).Octets;
        int length = HeaderEdit.Write(properties, counted, keepExpiration: true, Room(ref _octets, HeaderEdit.MostOctets(properties, counted)));
        return _octets.AsSpan(0, length);
    }

    private void WriteMark(ref ArgumentWriter writer, long number)
    {
        writer.WriteShortString(_name);
        writer.WriteOctet((byte)FieldType.Int64);
        writer.WriteLongLong((ulong)number);
    }

    private static Span<byte> Room(ref byte[] octets, int atLeast)
    {
        if (octets.Length < atLeast)
        {
            octets = new byte[atLeast * 2];
        }

        return octets;
    }
}
