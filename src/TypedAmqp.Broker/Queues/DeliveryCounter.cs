using System.Buffers.Binary;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Writes into the headers of a delivery how often the message came back to its queue, as quorum queues do (<c>x-delivery-count</c>).</summary>
internal sealed class DeliveryCounter
{
    private const string Name = "x-delivery-count";

    private byte[] _octets = [];

    private static ReadOnlySpan<byte> NameOctets => "x-delivery-count"u8;

    /// <summary>The properties with the count in their headers, valid until the next call.</summary>
    public ReadOnlySpan<byte> Mark(ReadOnlySpan<byte> octets, long count)
    {
        BasicPropertiesView properties = new(octets);
        if (properties.HasHeaders && properties.Headers.TryGet(NameOctets, out _))
        {
            return Replace(properties, count);
        }

        // All else stays as it is, octet by octet.
        ReadOnlySpan<byte> headers = properties.Headers.Octets;
        int start = StartOfHeaders(octets);
        int end = properties.HasHeaders ? start + sizeof(uint) + headers.Length : start;
        int pair = 1 + NameOctets.Length + 1 + sizeof(long);
        int length = start + sizeof(uint) + headers.Length + pair + (octets.Length - end);
        if (_octets.Length < length)
        {
            _octets = new byte[length * 2];
        }

        ArgumentWriter writer = new(_octets);
        writer.WriteOctets(octets[..start]);
        writer.WriteLong((uint)(headers.Length + pair));
        writer.WriteOctets(headers);
        writer.WriteShortString(NameOctets);
        writer.WriteOctet((byte)FieldType.Int64);
        writer.WriteLongLong((ulong)count);
        writer.WriteOctets(octets[end..]);
        _octets[0] |= (byte)((int)BasicPropertyFlags.Headers >> 8);
        return _octets.AsSpan(0, length);
    }

    private static byte[] Replace(in BasicPropertiesView octets, long count)
    {
        BasicProperties properties = BasicProperties.Read(octets);
        properties.Headers![Name] = count;
        byte[] replaced = new byte[properties.Size];
        properties.Write(replaced);
        return replaced;
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
}
