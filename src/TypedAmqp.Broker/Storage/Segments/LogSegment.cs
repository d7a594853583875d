using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TypedAmqp.Broker;

/// <summary>
/// A segment as the running broker knows it: how much of it is live, and what its index does not know yet. Guarded by the lock of the log, but for
/// its octets.
/// </summary>
internal sealed class LogSegment(int number)
{
    private const int MostSalt = 1 << 24;

    private volatile SegmentOctets? _octets;

    public int Number { get; } = number;

    public string LogName => LogNameOf(Number);

    public string IndexName => IndexNameOf(Number);

    /// <summary>What the checksums of its records know, and nobody who publishes.</summary>
    public int Salt { get; private set; }

    /// <summary>Octets that were appended, the header counted.</summary>
    public int End { get; set; } = RecordFormat.SegmentHeaderSize;

    /// <summary>Octets of it that are in the file.</summary>
    public int Written { get; set; }

    /// <summary>Octets that the file takes on the disk.</summary>
    public long Size { get; set; }

    /// <summary>Its index is on the disk: everything else that it had to say is kept elsewhere.</summary>
    public bool IsIndexed { get; set; }

    /// <summary>Every message that was appended, while there is no index; then null.</summary>
    public List<IndexEntry>? Entries { get; set; } = [];

    /// <summary>Messages settled since the index was written, by their offsets.</summary>
    public List<int> Settled { get; } = [];

    /// <summary>Messages that came back since the index was written, and the flags that they have since.</summary>
    public List<(int Offset, EntryFlags Flags)> Returned { get; } = [];

    /// <summary>How many messages are live.</summary>
    public int LiveCount { get; set; }

    /// <summary>The position at which the last of them was settled: once that is safe, it may be deleted.</summary>
    public long DeadAt { get; set; }

    /// <summary>Octets of the records of live messages.</summary>
    public long LiveOctets { get; set; }

    /// <summary>Where its octets are read; null before anything was written.</summary>
    public SegmentOctets? Octets => _octets;

    /// <summary>A queue that has messages here was deleted, or begins later, since the index was written.</summary>
    public bool LostQueue { get; set; }

    public bool IsDirty => Settled.Count > 0 || Returned.Count > 0 || LostQueue;

    public static string LogNameOf(int number) => $"{number:D8}.log";

    public static string IndexNameOf(int number) => $"{number:D8}.index";

    /// <summary>A segment that nothing was appended to yet.</summary>
    public static LogSegment Begin(int number) => new(number) { Salt = RandomNumberGenerator.GetInt32(1, MostSalt) };

    public void Add(in IndexEntry entry)
    {
        Entries!.Add(entry);
        LiveCount++;
        LiveOctets += entry.Length + RecordFormat.HeadSize;
    }

    public void Settle(int offset, int length)
    {
        Settled.Add(offset);
        Drop(1, length + RecordFormat.HeadSize);
    }

    /// <summary>So much of it is not live any more.</summary>
    public void Drop(int count, long octets)
    {
        LiveCount -= count;
        LiveOctets -= octets;
    }

    /// <summary>From now on its octets are read there.</summary>
    public void ReadFrom(SegmentOctets octets)
    {
        SegmentOctets? before = _octets;
        _octets = octets;
        Salt = octets.Salt;
        before?.Dispose();
    }

    /// <summary>Where in its file a record is, for people who look there.</summary>
    public int PositionOf(int offset) => _octets?.PositionOf(offset) ?? offset;

    /// <summary>Reads from it what was written, whatever happens to its file meanwhile.</summary>
    public int Read(Span<byte> octets, int offset)
    {
        while (true)
        {
            SegmentOctets source = _octets ?? throw new InvalidOperationException($"{LogName} was not written yet.");
            try
            {
                return source.Read(octets, offset);
            }
            catch (ObjectDisposedException) when (source != _octets)
            {
                // It was compacted just now.
            }
        }
    }

    /// <summary>Entries without those that were settled, with the flags of those that came back.</summary>
    /// <param name="entries">The entries, in their order.</param>
    /// <param name="settled">Offsets of the settled ones.</param>
    /// <param name="returned">Offsets and flags of those that came back.</param>
    /// <param name="queues">The queues, and where each begins.</param>
    public List<IndexEntry> LiveOf(
        ReadOnlySpan<IndexEntry> entries,
        List<int> settled,
        List<(int Offset, EntryFlags Flags)> returned,
        IReadOnlyDictionary<int, QueueBegin> queues)
    {
        settled.Sort();
        Dictionary<int, EntryFlags> flags = [];
        foreach ((int offset, EntryFlags its) in returned)
        {
            flags[offset] = its;
        }

        List<IndexEntry> live = new(Math.Max(0, entries.Length - settled.Count));
        ReadOnlySpan<int> gone = CollectionsMarshal.AsSpan(settled);
        foreach (ref readonly IndexEntry entry in entries)
        {
            while (!gone.IsEmpty && gone[0] < entry.Offset)
            {
                gone = gone[1..];
            }

            if ((gone.IsEmpty || gone[0] != entry.Offset)
                && queues.TryGetValue(entry.Queue, out QueueBegin begin) && new LogPlace(Number, entry.Offset).CompareTo(begin.Place) >= 0)
            {
                live.Add(flags.TryGetValue(entry.Offset, out EntryFlags its) ? entry with { Flags = its } : entry);
            }
        }

        return live;
    }
}
