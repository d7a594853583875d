using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>Where a record of the log begins. It names the record for ever.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Offset">Octets before it in the segment as it was written.</param>
internal readonly record struct LogPlace(int Segment, int Offset) : IComparable<LogPlace>
{
    /// <summary>As it is in records.</summary>
    public static LogPlace Read(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadInt32LittleEndian(octets), BinaryPrimitives.ReadInt32LittleEndian(octets[4..]));

    public int CompareTo(LogPlace other) => Segment != other.Segment ? Segment.CompareTo(other.Segment) : Offset.CompareTo(other.Offset);
}
