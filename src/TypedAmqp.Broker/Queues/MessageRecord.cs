using System.Buffers;
using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>
/// How a message lies in memory:
/// <code>
/// +---------+-----------------+------------+------+------------------------------+----------------------------------+
/// | address | properties size | properties | body | expires at (only if it does) | number, time (only if it has a   |
/// |         | 4 octets        |            |      | 8 octets                     | stamp) 8 octets each             |
/// +---------+-----------------+------------+------+------------------------------+----------------------------------+
/// </code>
/// </summary>
internal static class MessageRecord
{
    /// <summary>Octets of a <see cref="MessageStamp"/>.</summary>
    public const int SizeOfStamp = 2 * sizeof(long);

    private const int SizeOfExpiry = sizeof(long);

    public static int Size(in MessageOctets message) =>
        message.Address.Length + sizeof(int) + message.Properties.Length + message.Body.Length
        + ((message.Flags & EntryFlags.Expires) != 0 ? SizeOfExpiry : 0)
        + ((message.Flags & EntryFlags.Stamped) != 0 ? SizeOfStamp : 0);

    public static void Write(Span<byte> record, in MessageOctets message)
    {
        message.Address.CopyTo(record);
        int position = message.Address.Length;
        BinaryPrimitives.WriteInt32LittleEndian(record[position..], message.Properties.Length);
        position += sizeof(int);
        message.Properties.CopyTo(record[position..]);
        position += message.Properties.Length;
        message.Body.CopyTo(record[position..]);
        WriteEnd(record, message);
    }

    /// <summary>Writes a record into an array of the shared pool.</summary>
    /// <param name="message">The message.</param>
    /// <param name="published">Where its parts are in the array.</param>
    public static byte[] Rent(in MessageOctets message, out PublishedMessage published)
    {
        int length = Size(message);
        byte[] record = ArrayPool<byte>.Shared.Rent(length);
        Write(record.AsSpan(0, length), message);
        int properties = message.Address.Length + sizeof(int);
        published = new PublishedMessage
        {
            AddressLength = message.Address.Length,
            Properties = properties,
            PropertiesLength = message.Properties.Length,
            Body = properties + message.Properties.Length,
            BodyLength = message.Body.Length,
            ExpiresAt = message.ExpiresAt,
            Flags = message.Flags,
        };
        return record;
    }

    /// <summary>Writes the end of a record whose other parts are there.</summary>
    public static void WriteEnd(Span<byte> record, in MessageOctets message)
    {
        if ((message.Flags & EntryFlags.Stamped) != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[^SizeOfStamp..], message.Stamp.Number);
            BinaryPrimitives.WriteInt64LittleEndian(record[^(SizeOfStamp / 2)..], message.Stamp.Time);
            record = record[..^SizeOfStamp];
        }

        if ((message.Flags & EntryFlags.Expires) != 0)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[^SizeOfExpiry..], message.ExpiresAt);
        }
    }

    public static MessageOctets Read(ReadOnlySpan<byte> record, EntryFlags flags, SharedMessage? shared)
    {
        MessageStamp stamp = default;
        if ((flags & EntryFlags.Stamped) != 0)
        {
            stamp = new MessageStamp(
                BinaryPrimitives.ReadInt64LittleEndian(record[^SizeOfStamp..]), BinaryPrimitives.ReadInt64LittleEndian(record[^(SizeOfStamp / 2)..]));
            record = record[..^SizeOfStamp];
        }

        long expiresAt = long.MaxValue;
        if ((flags & EntryFlags.Expires) != 0)
        {
            expiresAt = BinaryPrimitives.ReadInt64LittleEndian(record[^SizeOfExpiry..]);
            record = record[..^SizeOfExpiry];
        }

        int exchange = record[0] + 1;
        int address = exchange + record[exchange] + 1;
        int properties = BinaryPrimitives.ReadInt32LittleEndian(record[address..]);
        int body = address + sizeof(int) + properties;
        return new MessageOctets
        {
            Address = record[..address],
            Properties = record.Slice(address + sizeof(int), properties),
            Body = record[body..],
            Shared = shared,
            ExpiresAt = expiresAt,
            Stamp = stamp,
            Flags = flags,
        };
    }
}
