using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// The messages of a stream: numbered, kept in segments, and dropped a segment at a time, oldest first, when a segment is full and the whole is too
/// large or too old; as RabbitMQ does. A message carries its number and its time itself; in memory there are pages of packed entries. Guarded by the
/// lock of the queue.
/// </summary>
/// <param name="store">Keeps the octets.</param>
/// <param name="settings">How much, and how long, it may keep.</param>
internal sealed partial class StreamLog(MessageStore store, QueueSettings settings)
{
    private const long DefaultSegmentOctets = 500_000_000;

    private readonly List<StreamPage> _pages = [];

    // Entries of the page that messages are added to.
    private readonly List<QueueEntry> _open = [];
    private StreamPage? _openPage;

    private readonly ReadPages _read = new();

    // The next message begins a segment.
    private bool _isSegmentFull;
    private long _segmentOctets;
    private long _octets;
    private long _lastTime;
    private QueueSettings _settings = settings;

    /// <summary>The number of the oldest message, or of the next one when there is none.</summary>
    public long First => _pages.Count > 0 ? _pages[0].First : Next;

    /// <summary>The number that the next message gets.</summary>
    public long Next { get; private set; } = store.FirstNumber;

    /// <summary>The number of the first message of those that came last together.</summary>
    public long LastChunk { get; private set; }

    /// <summary>From now on messages belong to another chunk.</summary>
    public void BeginChunk() => LastChunk = Next;

    /// <summary>Adds a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public void Append(in MessageOctets message, long now)
    {
        // Times are searched for: they never go back, whatever the clock does.
        _lastTime = Math.Max(now, _lastTime);
        QueueEntry entry = store.AppendLent(message with
        {
            Flags = (message.Flags & ~EntryFlags.Expires) | EntryFlags.Persistent | EntryFlags.Stamped,
            Stamp = new MessageStamp(Next, _lastTime),
            Shared = null,
        });
        if (_openPage is null or { Count: StreamPage.MostCount } || _isSegmentFull)
        {
            ClosePage();
            _openPage = NewPage(Next, _lastTime);
        }

        _open.Add(entry);
        _openPage.Add(1, OctetsOf(entry), _lastTime);
        _octets += OctetsOf(entry);
        Next++;
        if (FillsSegment(entry))
        {
            _isSegmentFull = true;
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

    /// <summary>What is kept of a message, or of the next one that there is; false when there is none yet.</summary>
    /// <param name="wanted">The number of a message that was not dropped.</param>
    /// <param name="number">The number of the one that was found.</param>
    /// <param name="entry">What is kept of it.</param>
    public bool TryFind(long wanted, out long number, out QueueEntry entry)
    {
        number = wanted;
        entry = default;
        if (number >= Next || _pages.Count == 0)
        {
            return false;
        }

        int i = PageOf(number);
        if (number >= _pages[i].End)
        {
            // Damage took those between.
            number = _pages[++i].First;
        }

        entry = EntriesOf(_pages[i])[(int)(number - _pages[i].First)];
        return true;
    }

    /// <summary>The first message that is not older than this, or the next one.</summary>
    /// <param name="time">In milliseconds.</param>
    public long Since(long time)
    {
        StreamPage? page = _pages.Find(page => page.Until >= time);
        if (page is null)
        {
            return Next;
        }

        ReadOnlySpan<QueueEntry> entries = EntriesOf(page);
        int low = 0;
        int high = entries.Length - 1;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = TryReadStamp(entries[middle], out MessageStamp stamp) && stamp.Time < time ? (middle + 1, high) : (low, middle);
        }

        return page.First + low;
    }

    /// <summary>Forgets all of them; the store is cleared by its owner.</summary>
    public void Clear()
    {
        _pages.Clear();
        _open.Clear();
        _openPage = null;
        _read.Clear();
        _octets = _segmentOctets = 0;
    }

    // As without what the store keeps beside it.
    private static int OctetsOf(in QueueEntry entry) => entry.Length - MessageRecord.SizeOfStamp;

    // Counts a message in: whether its segment is full now.
    private bool FillsSegment(in QueueEntry entry)
    {
        _segmentOctets += OctetsOf(entry);
        if (_segmentOctets < (_settings.SegmentOctets ?? DefaultSegmentOctets))
        {
            return false;
        }

        _segmentOctets = 0;
        return true;
    }

    private StreamPage NewPage(long first, long since)
    {
        StreamPage page = new(first, since, _isSegmentFull);
        _isSegmentFull = false;
        _pages.Add(page);
        return page;
    }

    private void ClosePage()
    {
        if (_openPage is not null)
        {
            _openPage.Packed = PackedEntries.Pack(CollectionsMarshal.AsSpan(_open));
            _open.Clear();
            _openPage = null;
        }
    }

    private int PageOf(long number)
    {
        // Most readers are at the end.
        int low = 0;
        int high = _pages.Count - 1;
        for (int middle = high; low < high; middle = (low + high + 1) >>> 1)
        {
            (low, high) = _pages[middle].First <= number ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private ReadOnlySpan<QueueEntry> EntriesOf(StreamPage page) => page == _openPage ? CollectionsMarshal.AsSpan(_open) : _read.EntriesOf(page);

    private bool TryReadStamp(in QueueEntry entry, out MessageStamp stamp)
    {
        bool canRead = store.CanRead(entry);
        stamp = canRead ? store.Read(entry).Stamp : default;
        return canRead;
    }

    private void DropOld(long now)
    {
        while (SizeOfOldest() is > 0 and var count && (_octets > _settings.MaxOctets || now - _pages[count - 1].Until > _settings.MaxAge))
        {
            foreach (StreamPage page in _pages[..count])
            {
                store.ReleaseOldest(EntriesOf(page), page.End);
                _octets -= page.Octets;
            }

            if (count == _pages.Count)
            {
                _openPage = null;
                _open.Clear();
            }

            _pages.RemoveRange(0, count);
        }
    }

    // How many pages the oldest segment has; 0: it is not full yet.
    private int SizeOfOldest()
    {
        int next = _pages.FindIndex(Math.Min(1, _pages.Count), static page => page.BeginsSegment);
        return next > 0 ? next : _isSegmentFull ? _pages.Count : 0;
    }
}
