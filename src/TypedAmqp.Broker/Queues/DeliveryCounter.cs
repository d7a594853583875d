using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Writes into the headers of a delivery how often the message came back to its queue, as quorum queues do (<c>x-delivery-count</c>).</summary>
internal sealed class DeliveryCounter
{
    private byte[] _headers = [];
    private byte[] _octets = [];

    private static ReadOnlySpan<byte> Name => "x-delivery-count"u8;

    /// <summary>The properties with the count in their headers, valid until the next call.</summary>
    public ReadOnlySpan<byte> Mark(ReadOnlySpan<byte> properties, long count)
    {
        FieldTableView headers = new BasicPropertiesView(properties).Headers;
        ArgumentWriter writer = new(Room(ref _headers, headers.Octets.Length + 1 + Name.Length + 1 + sizeof(long)));
        int start = 0;
        foreach (FieldView header in headers)
        {
            int size = HeaderEdit.SizeOf(header);
            if (!header.Name.Octets.SequenceEqual(Name))
            {
                writer.WriteOctets(headers.Octets.Slice(start, size));
            }

            start += size;
        }

        writer.WriteShortString(Name);
        writer.WriteOctet((byte)FieldType.Int64);
        writer.WriteLongLong((ulong)count);
        ReadOnlySpan<byte> counted = _headers.AsSpan(0, _headers.Length - writer.Remaining);
        int length = HeaderEdit.Write(properties, counted, keepExpiration: true, Room(ref _octets, HeaderEdit.MostOctets(properties, counted)));
        return _octets.AsSpan(0, length);
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
