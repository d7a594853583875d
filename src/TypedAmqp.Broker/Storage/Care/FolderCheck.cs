using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;

namespace TypedAmqp.Broker;

/// <summary>Opens a folder as a broker does that accepts damage, and reads also what a broker does not read until it needs it.</summary>
internal sealed class FolderCheck(ReadOnlyFolder files)
{
    private readonly Dictionary<int, (QueueName Name, int Messages, long Octets)> _queues = [];
    private readonly Dictionary<int, List<IndexEntry>> _live = [];

    public DataFolderReport Run()
    {
        OpenedFolder opened = new FolderOpening(files, acceptDamage: true, NullLogger.Instance).Open();
        try
        {
            foreach ((byte[] key, byte[] value) in opened.Definitions.All(DefinitionKind.Queue))
            {
                _queues.Add(BinaryPrimitives.ReadInt32LittleEndian(key), (QueueName.Decode(value), 0, 0));
            }

            FolderOpening.Recover(opened, Count);
            List<DataFolderDamage> damage = [.. opened.Damage];
            DataFolderSegment[] segments =
                [.. opened.Segments.Values.OrderBy(static segment => segment.Number).Select(segment => Read(segment, damage))];
            DataFolderQueue[] queues =
            [
                .. _queues.Values.Select(static queue => new DataFolderQueue(queue.Name.VirtualHost, queue.Name.Name, queue.Messages, queue.Octets))
                    .OrderBy(static queue => queue.VirtualHost, StringComparer.Ordinal).ThenBy(static queue => queue.Name, StringComparer.Ordinal),
            ];
            return new DataFolderReport(segments, queues, damage, opened.Tail, opened.IsRefused);
        }
        finally
        {
            foreach (LogSegment segment in opened.Segments.Values)
            {
                segment.Octets?.Dispose();
            }
        }
    }

    private void Count(LogPlace place, IndexEntry entry)
    {
        (QueueName name, int messages, long octets) = _queues[entry.Queue];
        _queues[entry.Queue] = (name, messages + 1, octets + entry.Length);
        if (!_live.TryGetValue(place.Segment, out List<IndexEntry>? live))
        {
            _live.Add(place.Segment, live = []);
        }

        live.Add(entry);
    }

    // Live messages are in the order of their offsets, as records are.
    private DataFolderSegment Read(LogSegment segment, List<DataFolderDamage> damage)
    {
        List<IndexEntry> live = _live.GetValueOrDefault(segment.Number, []);
        RecordScanner scanner = new(segment.Octets!, segment.Number);
        int records = 0;
        int next = 0;
        while (true)
        {
            while (scanner.Read())
            {
                records++;
                for (; next < live.Count && live[next].Offset <= scanner.Place.Offset; next++)
                {
                    if (live[next].Offset < scanner.Place.Offset || !IsMessage(scanner.Record, live[next]))
                    {
                        Lose(segment, live[next], damage);
                    }
                }
            }

            int damaged = scanner.Next;
            long rest = scanner.Rest;
            bool isMore = rest > 0 && scanner.Skip();

            // What the opening of the folder had to read, it has reported.
            if (rest > 0 && segment.IsIndexed)
            {
                damage.Add(new DataFolderDamage(segment.LogName, damaged, $"{(isMore ? scanner.Next - damaged : rest)} octets cannot be read"));
            }

            if (!isMore)
            {
                break;
            }
        }

        for (; next < live.Count; next++)
        {
            Lose(segment, live[next], damage);
        }

        return new DataFolderSegment(segment.LogName, segment.Size, records, live.Count);
    }

    private static bool IsMessage(ReadOnlySpan<byte> record, in IndexEntry entry) =>
        (RecordType)record[RecordFormat.FrameSize] == RecordType.Message && record.Length >= RecordFormat.HeadSize + entry.Length
        && BinaryPrimitives.ReadInt32LittleEndian(record[12..]) == entry.Queue;

    private void Lose(LogSegment segment, in IndexEntry entry, List<DataFolderDamage> damage)
    {
        (QueueName name, int messages, long octets) = _queues[entry.Queue];
        _queues[entry.Queue] = (name, messages - 1, octets - entry.Length);
        damage.Add(new DataFolderDamage(segment.LogName, segment.PositionOf(entry.Offset), name.Lost(entry.Length)));
    }
}
