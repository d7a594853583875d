using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// The messages of a durable queue. Persistent ones are in the log of the broker, and, while there is memory for them, also in a slab, behind the
/// place that they have in the log. The others are in memory only.
/// </summary>
internal sealed class LogStore(CommitLog log, int number, MemoryGauge memory) : MessageStore
{
    private readonly MemoryStore _slab = new(memory);
    private readonly LogReader _reader = new(log, memory);

    // What of each segment is live because of this queue.
    private readonly Dictionary<int, Tally> _tallies = [];
    private long _appended;

    // How many messages may have to be read from the disk.
    private int _onDisk;

    /// <summary>The number that names the queue in the log.</summary>
    public int Number { get; } = number;

    public override long FirstNumber => log.BeginOf(Number).FirstNumber;

    public override long Appended => _appended;

    public override long Committed => log.Committed;

    public override Task CommittedAsync(long appended) => log.CommittedAsync(appended);

    public override QueueEntry Append(in MessageOctets message)
    {
        if ((message.Flags & EntryFlags.Persistent) == 0)
        {
            return _slab.Append(message);
        }

        LogPlace place = AppendToLog(message, out int length);
        if (memory.IsHigh || length >= SharedMessage.Threshold)
        {
            _onDisk++;
            return new QueueEntry(place.Segment, place.Offset, length, Flags(message) | EntryFlags.OnDisk);
        }

        QueueEntry entry = _slab.Reserve(RecordFormat.PlaceSize + length, Flags(message) | EntryFlags.InLog);
        Span<byte> octets = _slab.Octets(entry);
        BinaryPrimitives.WriteInt32LittleEndian(octets, place.Segment);
        BinaryPrimitives.WriteInt32LittleEndian(octets[4..], place.Offset);
        MessageRecord.Write(octets[RecordFormat.PlaceSize..], message);
        return entry;
    }

    public override QueueEntry AppendLent(in MessageOctets message)
    {
        if ((message.Flags & EntryFlags.Persistent) == 0)
        {
            return _slab.Append(message);
        }

        LogPlace place = AppendToLog(message, out int length);
        _onDisk++;
        return new QueueEntry(place.Segment, place.Offset, length, Flags(message) | EntryFlags.OnDisk);
    }

    /// <summary>Takes a message that is in the log.</summary>
    public QueueEntry Recover(LogPlace place, in IndexEntry found)
    {
        Count(place.Segment, 1, found.Length + RecordFormat.HeadSize);
        _onDisk++;
        return new QueueEntry(place.Segment, place.Offset, found.Length, found.Flags | EntryFlags.OnDisk);
    }

    public override MessageOctets Read(in QueueEntry entry)
    {
        if ((entry.Flags & EntryFlags.Kept) == 0)
        {
            return _slab.Read(entry);
        }

        ReadOnlySpan<byte> record = (entry.Flags & EntryFlags.OnDisk) != 0
            ? _reader.Read(new LogPlace(entry.Chunk, entry.Offset), entry.Length)
            : _slab.Octets(entry)[RecordFormat.PlaceSize..];
        return MessageRecord.Read(record, entry.Flags & EntryFlags.Published, shared: null);
    }

    public override bool CanRead(in QueueEntry entry) =>
        (entry.Flags & EntryFlags.OnDisk) == 0 || _reader.CanRead(new LogPlace(entry.Chunk, entry.Offset), entry.Length);

    public override void Return(in QueueEntry entry)
    {
        if ((entry.Flags & EntryFlags.Kept) != 0)
        {
            log.Return(PlaceOf(entry, out _), entry.Flags & ~EntryFlags.Kept);
        }
    }

    public override void Release(in QueueEntry entry)
    {
        if ((entry.Flags & EntryFlags.Kept) != 0)
        {
            LogPlace place = PlaceOf(entry, out int length);
            log.Settle(place, length);
            Count(place.Segment, -1, -(length + RecordFormat.HeadSize));
        }

        if ((entry.Flags & EntryFlags.OnDisk) == 0)
        {
            _slab.Release(entry);
        }
        else if (--_onDisk == 0)
        {
            _reader.Clear();
        }
    }

    // One definition, and not a settlement for each.
    public override void ReleaseOldest(ReadOnlySpan<QueueEntry> entries, long next)
    {
        QueueEntry last = entries[^1];
        log.BeginAt(Number, new QueueBegin(new LogPlace(last.Chunk, last.Offset + 1), next));
        while (!entries.IsEmpty)
        {
            int segment = entries[0].Chunk;
            int count = 0;
            long octets = 0;
            for (; count < entries.Length && entries[count].Chunk == segment; count++)
            {
                octets += entries[count].Length + RecordFormat.HeadSize;
            }

            log.Drop(segment, count, octets);
            Count(segment, -count, -octets);
            _onDisk -= count;
            entries = entries[count..];
        }
    }

    public override bool Trim() => _slab.Trim();

    public override void Clear()
    {
        foreach ((int segment, Tally tally) in _tallies)
        {
            log.Drop(segment, tally.Count, tally.Octets);
        }

        _tallies.Clear();
        _onDisk = 0;
        _slab.Clear();
        _reader.Clear();
    }

    private static EntryFlags Flags(in MessageOctets message) => message.Flags & EntryFlags.Published;

    private LogPlace AppendToLog(in MessageOctets message, out int length)
    {
        LogPlace place = log.Append(Number, message);
        _appended = log.Appended;
        length = MessageRecord.Size(message);
        Count(place.Segment, 1, length + RecordFormat.HeadSize);
        return place;
    }

    private LogPlace PlaceOf(in QueueEntry entry, out int length)
    {
        if ((entry.Flags & EntryFlags.OnDisk) != 0)
        {
            length = entry.Length;
            return new LogPlace(entry.Chunk, entry.Offset);
        }

        ReadOnlySpan<byte> octets = _slab.Octets(entry);
        length = entry.Length - RecordFormat.PlaceSize;
        return new LogPlace(BinaryPrimitives.ReadInt32LittleEndian(octets), BinaryPrimitives.ReadInt32LittleEndian(octets[4..]));
    }

    private void Count(int segment, int count, long octets)
    {
        ref Tally tally = ref CollectionsMarshal.GetValueRefOrAddDefault(_tallies, segment, out _);
        tally.Count += count;
        tally.Octets += octets;
        if (tally.Count == 0)
        {
            _tallies.Remove(segment);
        }
    }

    private struct Tally
    {
        public int Count;
        public long Octets;
    }
}
