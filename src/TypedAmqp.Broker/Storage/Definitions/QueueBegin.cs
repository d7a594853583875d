using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>Where a stream begins: what of it comes before that in the log is done with.</summary>
/// <param name="Place">The place in the log.</param>
/// <param name="FirstNumber">The number of its first message.</param>
internal readonly record struct QueueBegin(LogPlace Place, long FirstNumber)
{
    private const int Size = 16;

    /// <summary>Reads the value of a definition.</summary>
    public static QueueBegin Decode(ReadOnlySpan<byte> value) => new(
        new LogPlace(BinaryPrimitives.ReadInt32LittleEndian(value), BinaryPrimitives.ReadInt32LittleEndian(value[4..])),
        BinaryPrimitives.ReadInt64LittleEndian(value[8..]));

    /// <summary>The value of a definition.</summary>
    public byte[] Encode()
    {
        byte[] value = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(value, Place.Segment);
        BinaryPrimitives.WriteInt32LittleEndian(value.AsSpan(4), Place.Offset);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(8), FirstNumber);
        return value;
    }
}
