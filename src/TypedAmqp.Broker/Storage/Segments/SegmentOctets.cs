using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>The file of a segment, read by the offsets that records had when they were appended.</summary>
internal sealed class SegmentOctets : IDisposable
{
    // Of a compacted segment: where its records were, and, behind the table, where they are.
    private const int HeaderOfCompacted = RecordFormat.SegmentHeaderSize + 8;
    private const int TableEntrySize = 8;

    // Of the four octets of the format; the other three are the salt.
    private const int FormatBits = 8;

    private readonly int[]? _offsets;
    private readonly int[]? _positions;

    private SegmentOctets(IDataFile file, int salt, int[]? offsets = null, int[]? positions = null)
    {
        File = file;
        Salt = salt;
        _offsets = offsets;
        _positions = positions;
    }

    public IDataFile File { get; }

    /// <summary>What the checksums of its records know, and nobody who publishes; 0 in formats that had none.</summary>
    public int Salt { get; }

    public bool IsCompact => _offsets is not null;

    /// <summary>Where records lie one after the other.</summary>
    public int First => IsCompact ? _positions![0] : RecordFormat.SegmentHeaderSize;

    /// <summary>The records of a compacted segment: where they were, where they are, and how long they are.</summary>
    public IEnumerable<(int Offset, int Position, int Length)> Table()
    {
        for (int i = 0; i < _offsets!.Length; i++)
        {
            yield return (_offsets[i], _positions![i], _positions[i + 1] - _positions[i]);
        }
    }

    /// <summary>Begins a segment.</summary>
    public static SegmentOctets Create(IDataFile file, int number, int salt)
    {
        WriteHeader(file, number, salt);
        return new SegmentOctets(file, salt);
    }

    /// <summary>Writes the beginning of a segment that is not compacted.</summary>
    public static void WriteHeader(IDataFile file, int number, int salt)
    {
        Span<byte> header = stackalloc byte[RecordFormat.SegmentHeaderSize];
        WriteHeader(header, RecordFormat.LogMagic, number, salt);
        file.Write(header, 0);
    }

    /// <summary>A segment that is not compacted, whatever its beginning says but for the salt.</summary>
    public static SegmentOctets OfRecords(IDataFile file)
    {
        Span<byte> header = stackalloc byte[RecordFormat.SegmentHeaderSize];
        file.Read(header, 0);
        return new SegmentOctets(file, SaltOf(header));
    }

    /// <summary>Opens a segment; null when its beginning is not that of a segment. The file is the caller's then.</summary>
    public static SegmentOctets? TryOpen(IDataFile file, int number)
    {
        Span<byte> header = stackalloc byte[HeaderOfCompacted];
        int read = file.Read(header, 0);
        if (read < RecordFormat.SegmentHeaderSize || !RecordFormat.IsKnown(header[8])
            || BinaryPrimitives.ReadInt32LittleEndian(header[12..]) != number)
        {
            return null;
        }

        int salt = SaltOf(header);
        if (header.StartsWith(RecordFormat.LogMagic))
        {
            return new SegmentOctets(file, salt);
        }

        return read == HeaderOfCompacted && header.StartsWith(RecordFormat.CompactMagic)
            ? TryOpenCompacted(
                file, salt, BinaryPrimitives.ReadInt32LittleEndian(header[16..]), BinaryPrimitives.ReadUInt32LittleEndian(header[20..]))
            : null;
    }

    /// <summary>The beginning of a compacted segment: all but its records.</summary>
    public static byte[] HeadOfCompacted(int number, int salt, ReadOnlySpan<(int Offset, int Length)> records)
    {
        byte[] head = new byte[HeaderOfCompacted + (records.Length * TableEntrySize)];
        WriteHeader(head, RecordFormat.CompactMagic, number, salt);
        Span<byte> table = head.AsSpan(HeaderOfCompacted);
        for (int i = 0; i < records.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(table[(i * TableEntrySize)..], records[i].Offset);
            BinaryPrimitives.WriteInt32LittleEndian(table[((i * TableEntrySize) + 4)..], records[i].Length);
        }

        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(16), records.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(20), RecordFormat.Checksum(table));
        return head;
    }

    /// <summary>Where in the file a record is, by the offset that it had when it was appended; of one that is not there, that offset.</summary>
    public int PositionOf(int offset) =>
        _offsets is not null && Array.BinarySearch(_offsets, offset) is >= 0 and int i ? _positions![i] : offset;

    /// <summary>Reads octets from a record on; of a compacted segment, of that record only.</summary>
    public int Read(Span<byte> octets, int offset)
    {
        if (_offsets is null)
        {
            return File.Read(octets, offset);
        }

        int i = Array.BinarySearch(_offsets, offset);
        if (i < 0)
        {
            return 0;
        }

        int length = Math.Min(octets.Length, _positions![i + 1] - _positions[i]);
        return File.Read(octets[..length], _positions[i]);
    }

    public void Dispose() => File.Dispose();

    private static int SaltOf(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32LittleEndian(header[8..]) >>> FormatBits;

    private static SegmentOctets? TryOpenCompacted(IDataFile file, int salt, int count, uint checksum)
    {
        if (count is < 0 or > RecordFormat.MostOctets / TableEntrySize)
        {
            return null;
        }

        byte[] table = new byte[count * TableEntrySize];
        if (file.Read(table, HeaderOfCompacted) != table.Length || RecordFormat.Checksum(table) != checksum)
        {
            return null;
        }

        ReadOnlySpan<int> pairs = MemoryMarshal.Cast<byte, int>(table);
        int[] offsets = new int[count];
        int[] positions = new int[count + 1];
        positions[0] = HeaderOfCompacted + table.Length;
        for (int i = 0; i < count; i++)
        {
            offsets[i] = pairs[i * 2];
            positions[i + 1] = positions[i] + pairs[(i * 2) + 1];
        }

        return new SegmentOctets(file, salt, offsets, positions);
    }

    private static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> magic, int number, int salt)
    {
        magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], RecordFormat.Version | (salt << FormatBits));
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], number);
    }
}
