using System.Buffers.Binary;

namespace TypedAmqp.Broker;

/// <summary>Reads the records of a segment one after the other, up to the first octets that are none.</summary>
internal sealed class RecordScanner
{
    private const int ReadAhead = 1 << 20;

    private readonly SegmentOctets _octets;
    private readonly int _number;
    private readonly IEnumerator<(int Offset, int Position, int Length)>? _table;
    private byte[] _buffer = new byte[64 * 1024];

    // What of the file the buffer holds.
    private long _start;
    private int _count;
    private int _next;
    private int _length;

    public RecordScanner(SegmentOctets octets, int number)
    {
        _octets = octets;
        _number = number;
        _next = octets.First;
        _table = octets.IsCompact ? octets.Table().GetEnumerator() : null;
    }

    /// <summary>The name of the record that was read.</summary>
    public LogPlace Place { get; private set; }

    /// <summary>The record, valid until the next one is read.</summary>
    public ReadOnlySpan<byte> Record => _buffer.AsSpan((int)(Position - _start), _length);

    /// <summary>Where in the file the next record begins.</summary>
    public int Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>The name that a record has which begins there.</summary>
    public int NextOffset => _table?.Current.Offset ?? _next;

    /// <summary>Octets of the file that are no valid records.</summary>
    public long Rest => _octets.File.Length - _next;

    private long Position { get; set; }

    /// <summary>Reads the next record; false where there is none that is valid.</summary>
    public bool Read()
    {
        int offset = _next;
        if (_table is not null)
        {
            if (!_table.MoveNext())
            {
                return false;
            }

            offset = _table.Current.Offset;
        }

        LogPlace place = new(_number, offset);
        Fill(_next, RecordFormat.FrameSize);
        ReadOnlySpan<byte> octets = Octets(_next);
        if (octets.Length < RecordFormat.FrameSize || BinaryPrimitives.ReadInt32LittleEndian(octets) is < 0 or > RecordFormat.MostOctets)
        {
            return false;
        }

        Fill(_next, RecordFormat.FrameSize + BinaryPrimitives.ReadInt32LittleEndian(octets));
        if (!RecordFormat.IsValid(Octets(_next), place, _octets.Salt, out _length))
        {
            return false;
        }

        Place = place;
        Position = _next;
        _next += _length;
        return true;
    }

    /// <summary>Whether there are valid records behind octets that are none.</summary>
    public bool HasMore()
    {
        int position = _next;
        bool hasMore = Skip();
        _next = position;
        return hasMore;
    }

    /// <summary>Goes on with the next valid record behind octets that are none.</summary>
    /// <returns>Whether there is one; if not, nothing changes.</returns>
    public bool Skip() => _table is null ? SkipOctets() : SkipRecords();

    private bool SkipOctets()
    {
        byte[] rest = new byte[Rest];
        int count = _octets.File.Read(rest, _next);
        PartialChecksums checksums = new(rest.AsMemory(0, count));
        for (int i = 1; i <= count - RecordFormat.HeadSize; i++)
        {
            int step = rest.AsSpan(i + RecordFormat.FrameSize, count - i - RecordFormat.FrameSize)
                .IndexOfAnyInRange((byte)RecordType.Message, (byte)RecordType.Committed);
            i += step;
            if (step < 0 || i > count - RecordFormat.HeadSize)
            {
                return false;
            }

            // What looks like the beginning of a very large record, and may do so thousands of times, is not read.
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest.AsSpan(i));
            if (RecordFormat.MayBegin(rest.AsSpan(i)) && length >= RecordFormat.SmallestLength && length <= count - i - RecordFormat.FrameSize
                && BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan(i + sizeof(int))) == checksums.Of(
                    i + RecordFormat.FrameSize, length, RecordFormat.SeedOf(new LogPlace(_number, _next + i), _octets.Salt, length)))
            {
                _next += i;
                return true;
            }
        }

        return false;
    }

    // Where the records of a compacted segment are is known. The enumerator stands at the one that is not valid.
    private bool SkipRecords()
    {
        int end = _table!.Current.Position + _table.Current.Length;
        if (end >= _octets.File.Length)
        {
            return false;
        }

        _next = end;
        return true;
    }

    private ReadOnlySpan<byte> Octets(int position) => _buffer.AsSpan((int)(position - _start), (int)(_start + _count - position));

    // Makes the buffer hold so many octets from a position on, as far as there are so many.
    private void Fill(int position, int count)
    {
        if (position + (long)count <= _start + _count)
        {
            return;
        }

        int least = (int)Math.Min(count, Math.Max(0, _octets.File.Length - position));
        if (least > _buffer.Length || _buffer.Length < ReadAhead)
        {
            _buffer = new byte[Math.Max(ReadAhead, least)];
        }

        _start = position;
        _count = _octets.File.Read(_buffer, position);
    }
}
