using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// What was lost with octets that are no valid records: most damage is small, and the length, the kind and the queue of a record can still be read
/// when its checksum does not fit. What is said so is a guess, and nothing is done about it.
/// </summary>
internal sealed class LostRecords
{
    private readonly List<LostRecord> _records = [];
    private readonly List<(LogSegment Segment, int Offset, int Octets)> _unknown = [];

    /// <summary>Takes octets in, from the first that is not valid to the next record that is.</summary>
    public void Add(LogSegment segment, int offset, ReadOnlySpan<byte> octets)
    {
        while (LostRecord.TryRead(segment, offset, octets, out int size) is { } record)
        {
            _records.Add(record);
            octets = octets[size..];
            offset += size;
        }

        if (!octets.IsEmpty)
        {
            _unknown.Add((segment, offset, octets.Length));
        }
    }

    /// <summary>Nothing of a segment is there.</summary>
    public void Add(LogSegment segment) => _unknown.Add((segment, 0, int.MaxValue));

    /// <summary>What was lost, a sentence each, once everything that can be read was.</summary>
    public IEnumerable<DataFolderDamage> Describe(OpenedFolder opened, SegmentScan scan)
    {
        Dictionary<LogSegment, HashSet<int>> settled = [];
        Dictionary<int, int> orphans = Orphans(opened, IsSettled);
        foreach (LostRecord record in _records)
        {
            if (Describe(record, opened, scan, orphans, IsSettled) is { } text)
            {
                yield return At(record.Segment, record.Offset, text);
            }
        }

        foreach ((LogSegment segment, int offset, int octets) in _unknown)
        {
            string what = octets == int.MaxValue ? "it is missing" : $"of {octets} octets nothing can be told";
            yield return At(segment, offset, $"{what}: messages, settlements and definitions may have been there");
            foreach (int returned in segment.Returned.Select(static message => message.Offset).Distinct().Order())
            {
                if (returned >= offset && returned - offset < octets && !IsSettled(segment, returned))
                {
                    yield return At(segment, returned, "a message that had been returned to its queue is lost");
                }
            }
        }

        foreach ((int queue, int messages) in orphans)
        {
            LogSegment segment = _unknown.Count > 0 ? _unknown[0].Segment : _records[0].Segment;
            yield return At(segment, 0, $"{messages} messages of a queue that is not defined are lost, unless it was deleted; its number is {queue}");
        }

        bool IsSettled(LogSegment segment, int offset)
        {
            if (!settled.TryGetValue(segment, out HashSet<int>? offsets))
            {
                settled.Add(segment, offsets = [.. segment.Settled]);
            }

            return offsets.Contains(offset);
        }
    }

    // Messages that can be read, by the numbers of queues that cannot: their definitions may be what was lost.
    private static Dictionary<int, int> Orphans(OpenedFolder opened, Func<LogSegment, int, bool> isSettled)
    {
        Dictionary<int, int> orphans = [];
        foreach (LogSegment segment in opened.Scanned)
        {
            foreach (IndexEntry entry in segment.Entries!)
            {
                if (!opened.Definitions.Queues.ContainsKey(entry.Queue) && !opened.Removed.Contains(entry.Queue)
                    && !isSettled(segment, entry.Offset))
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(orphans, entry.Queue, out _)++;
                }
            }
        }

        return orphans;
    }

    private static string? Describe(
        LostRecord record, OpenedFolder opened, SegmentScan scan, Dictionary<int, int> orphans, Func<LogSegment, int, bool> isSettled)
    {
        switch (record.Type)
        {
            case RecordType.Message:
                // Nobody misses what was settled, or was never committed, or was of a queue that is gone.
                return !isSettled(record.Segment, record.Offset) && scan.Counts(record.Transaction)
                    && opened.Definitions.Queues.TryGetValue(record.Queue, out QueueBegin begin) && record.Place.CompareTo(begin.Place) >= 0
                        ? $"{QueueName.Find(opened.Definitions, record.Queue)!.Value.Lost(record.Length)}, by what its damaged record says"
                        : null;
            case RecordType.Settled:
                int back = scan.Counts(record.Transaction)
                    ? record.Settled.Count(place =>
                        opened.Segments.TryGetValue(place.Segment, out LogSegment? segment) && !isSettled(segment, place.Offset))
                    : 0;
                return back > 0 ? $"the settlements of {back} messages are lost: those that are still there come back" : null;
            case RecordType.Committed:
                int parts = scan.PartsOf(record.Transaction);
                return parts > 0 ? $"the end of a transaction is lost: {parts} messages that it published and settled do not count" : null;
            case RecordType.Put:
                return DescribePut(record, opened, orphans);
            case RecordType.Removed:
                return opened.Definitions.Find(record.Key) is not null ? $"what was removed comes back: {record.Definition}" : null;
            default:
                // Whatever was scanned is marked as redelivered anyhow.
                return null;
        }
    }

    private static string? DescribePut(LostRecord record, OpenedFolder opened, Dictionary<int, int> orphans)
    {
        if (opened.Definitions.Find(record.Key) is { } known && known.AsSpan().SequenceEqual(record.Value))
        {
            return null;
        }

        if (record.Key is { Kind: DefinitionKind.Queue, Octets.Length: sizeof(int) } key
            && BitConverter.ToInt32(key.Octets) is var queue && orphans.Remove(queue, out int messages))
        {
            return $"a definition is lost, {record.Definition}, and with it {messages} messages";
        }

        return $"a definition is lost: {record.Definition}";
    }

    private static DataFolderDamage At(LogSegment segment, int offset, string text) => new(segment.LogName, segment.PositionOf(offset), text);
}
