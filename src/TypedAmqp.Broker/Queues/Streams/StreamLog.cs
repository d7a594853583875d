namespace TypedAmqp.Broker;

/// <summary>
/// The messages of a stream: numbered, kept in segments, and dropped a segment at a time, oldest first, when a segment is full and the whole is too large or too
/// old; as RabbitMQ does. Guarded by the lock of the queue.
/// </summary>
/// <param name="store">Keeps the octets.</param>
/// <param name="settings">How much, and how long, it may keep.</param>
internal sealed class StreamLog(MessageStore store, QueueSettings settings)
{
    private const long DefaultSegmentOctets = 500_000_000;

    private readonly List<Segment> _segments = [new Segment(0)];
    private long _octets;
    private QueueSettings _settings = settings;

    /// <summary>The number of the oldest message, or of the next one when there is none.</summary>
    public long First => _segments[0].First;

    /// <summary>The number that the next message gets.</summary>
    public long Next => _segments[^1].End;

    /// <summary>The number of the first message of those that came last together.</summary>
    public long LastChunk { get; private set; }

    /// <summary>From now on messages belong to another chunk.</summary>
    public void BeginChunk() => LastChunk = Next;

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public void Append(in MessageOctets message, long now)
    {
        Segment segment = _segments[^1];
        QueueEntry entry = store.Append(message);
        segment.Entries.Add(new StreamEntry(entry, now));
        segment.Octets += entry.Length;
        _octets += entry.Length;
        if (segment.Octets >= (_settings.SegmentOctets ?? DefaultSegmentOctets))
        {
            _segments.Add(new Segment(segment.End));
            DropOld(now);
        }
    }

    /// <summary>Keeps as much as other settings say.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public void Apply(QueueSettings settings, long now)
    {
        _settings = settings;
        DropOld(now);
    }

    /// <summary>What is kept of a message that is there.</summary>
    public QueueEntry At(long offset)
    {
        Segment segment = _segments[SegmentOf(offset)];
        return segment.Entries[(int)(offset - segment.First)].Entry;
    }

    /// <summary>The first message that is not older than this, or the next one.</summary>
    /// <param name="time">In milliseconds.</param>
    public long Since(long time)
    {
        foreach (Segment segment in _segments)
        {
            if (segment.Entries.Count == 0 || segment.Entries[^1].Time < time)
            {
                continue;
            }

            int low = 0;
            int high = segment.Entries.Count - 1;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                (low, high) = segment.Entries[middle].Time < time ? (middle + 1, high) : (low, middle);
            }

            return segment.First + low;
        }

        return Next;
    }

    /// <summary>Forgets all of them; the store is cleared by its owner.</summary>
    public void Clear()
    {
        long next = Next;
        _segments.Clear();
        _segments.Add(new Segment(next));
        _octets = 0;
    }

    private int SegmentOf(long offset)
    {
        // Most readers are at the end.
        int i = _segments.Count - 1;
        while (_segments[i].First > offset)
        {
            i--;
        }

        return i;
    }

    private void DropOld(long now)
    {
        while (_segments.Count > 1 && _segments[0].Entries.Count > 0 && (_octets > _settings.MaxOctets || now - _segments[0].Entries[^1].Time > _settings.MaxAge))
        {
            foreach (StreamEntry old in _segments[0].Entries)
            {
                store.Release(old.Entry);
            }

            _octets -= _segments[0].Octets;
            _segments.RemoveAt(0);
        }
    }

    private readonly record struct StreamEntry(QueueEntry Entry, long Time);

    private sealed class Segment(long first)
    {
        public long First { get; } = first;

        public List<StreamEntry> Entries { get; } = [];

        public long Octets { get; set; }

        public long End => First + Entries.Count;
    }
}
