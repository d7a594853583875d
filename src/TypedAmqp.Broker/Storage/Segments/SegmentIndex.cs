using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// The index of a full segment: its live messages in their order.
/// <code>
/// +------------+------------+------------+------------+---------+---------+
/// | "TAMQPIDX" | format (4) | number (4) | count (4)  | CRC (4) | entries |     16 octets each; the CRC is of the entries
/// +------------+------------+------------+------------+---------+---------+
/// </code>
/// </summary>
internal static class SegmentIndex
{
    private const int HeaderSize = 24;

    // An entry is written as it lies in memory.
    private const int EntrySize = 16;

    private static ReadOnlySpan<byte> Magic => "TAMQPIDX"u8;

    public static void Write(IFileSystem files, LogSegment segment, List<IndexEntry> entries)
    {
        ReadOnlySpan<byte> body = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries));
        byte[] octets = new byte[HeaderSize + body.Length];
        Magic.CopyTo(octets);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(8), RecordFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(12), segment.Number);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(16), entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(20), RecordFormat.Checksum(body));
        body.CopyTo(octets.AsSpan(HeaderSize));
        SafeFile.Write(files, segment.IndexName, octets);
    }

    /// <summary>The entries of an index; null when it is not valid.</summary>
    public static IndexEntry[]? TryRead(IFileSystem files, int number)
    {
        byte[] octets = SafeFile.Read(files, LogSegment.IndexNameOf(number));
        if (octets.Length < HeaderSize || !octets.AsSpan().StartsWith(Magic)
            || !RecordFormat.IsKnown(BinaryPrimitives.ReadInt32LittleEndian(octets.AsSpan(8)))
            || BinaryPrimitives.ReadInt32LittleEndian(octets.AsSpan(12)) != number)
        {
            return null;
        }

        ReadOnlySpan<byte> body = octets.AsSpan(HeaderSize);
        return body.Length == (long)BinaryPrimitives.ReadInt32LittleEndian(octets.AsSpan(16)) * EntrySize
            && BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(20)) == RecordFormat.Checksum(body)
            ? MemoryMarshal.Cast<byte, IndexEntry>(body).ToArray()
            : null;
    }
}
