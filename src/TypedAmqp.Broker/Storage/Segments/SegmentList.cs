using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// The file that says which segments there are, so that one that somebody takes away is missed. A segment is listed once it is there, and before it
/// goes it is listed no more: whatever is listed and not there was not deleted by a broker.
/// <code>
/// +------------+------------+-----------+---------+---------+
/// | "TAMQPSEG" | format (4) | count (4) | CRC (4) | numbers |     4 octets each; the CRC is of the numbers
/// +------------+------------+-----------+---------+---------+
/// </code>
/// </summary>
internal sealed class SegmentList(IFileSystem files, IEnumerable<int> numbers)
{
    public const string FileName = "segments";

    private const int HeaderSize = 20;

    private readonly Lock _gate = new();
    private readonly SortedSet<int> _numbers = [.. numbers];

    private static ReadOnlySpan<byte> Magic => "TAMQPSEG"u8;

    /// <summary>The numbers in the file; null when it is not valid.</summary>
    public static int[]? TryRead(IFileSystem files)
    {
        ReadOnlySpan<byte> octets = SafeFile.Read(files, FileName);
        return octets.Length >= HeaderSize && octets.StartsWith(Magic) && RecordFormat.IsKnown(BinaryPrimitives.ReadInt32LittleEndian(octets[8..]))
            && octets.Length == HeaderSize + ((long)BinaryPrimitives.ReadInt32LittleEndian(octets[12..]) * sizeof(int))
            && BinaryPrimitives.ReadUInt32LittleEndian(octets[16..]) == RecordFormat.Checksum(octets[HeaderSize..])
                ? MemoryMarshal.Cast<byte, int>(octets[HeaderSize..]).ToArray()
                : null;
    }

    /// <summary>A segment is there.</summary>
    public void Add(int number)
    {
        lock (_gate)
        {
            _numbers.Add(number);
            Write();
        }
    }

    /// <summary>A segment is about to go.</summary>
    public void Remove(int number)
    {
        lock (_gate)
        {
            _numbers.Remove(number);
            Write();
        }
    }

    /// <summary>Writes all of it.</summary>
    public void Write()
    {
        int[] listed = [.. _numbers];
        ReadOnlySpan<byte> body = MemoryMarshal.AsBytes(listed.AsSpan());
        byte[] octets = new byte[HeaderSize + body.Length];
        Magic.CopyTo(octets);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(8), RecordFormat.Version);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(12), listed.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(16), RecordFormat.Checksum(body));
        body.CopyTo(octets.AsSpan(HeaderSize));
        try
        {
            SafeFile.Write(files, FileName, octets);
        }
        catch (DiskFullException)
        {
            // To delete a segment may need no room, and a list that says too much is worse than none: the next one is written when there is room.
            files.Delete(FileName);
            files.SyncFolder();
        }
    }
}
