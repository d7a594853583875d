using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

// A stream that the store has kept from an earlier life of the broker.
internal sealed partial class StreamLog
{
    /// <summary>Takes the next message that was kept.</summary>
    public void Recover(in QueueEntry entry)
    {
        _open.Add(entry);
        bool isSegmentFull = FillsSegment(entry);
        if (isSegmentFull || _open.Count == StreamPage.MostCount)
        {
            RecoverPages();
            _isSegmentFull |= isSegmentFull;
        }
    }

    /// <summary>There are no more of them.</summary>
    public void Recovered()
    {
        RecoverPages();
        LastChunk = _pages.Count > 0 ? Since(_lastTime) : Next;
    }

    private void RecoverPages()
    {
        RecoverPages(CollectionsMarshal.AsSpan(_open));
        _open.Clear();
    }

    // What is between two of them that are as far apart as their numbers say need not be read. Only where some were lost, it takes a closer look.
    private void RecoverPages(ReadOnlySpan<QueueEntry> entries)
    {
        MessageStamp first = default;
        MessageStamp last = default;
        for (; !entries.IsEmpty && !TryReadStamp(entries[0], out first); entries = entries[1..])
        {
            store.Release(entries[0]);
        }

        for (; !entries.IsEmpty && !TryReadStamp(entries[^1], out last); entries = entries[..^1])
        {
            store.Release(entries[^1]);
        }

        if (!entries.IsEmpty && last.Number - first.Number != entries.Length - 1)
        {
            RecoverPages(entries[..(entries.Length / 2)]);
            RecoverPages(entries[(entries.Length / 2)..]);
        }
        else if (!entries.IsEmpty)
        {
            StreamPage page = NewPage(first.Number, first.Time);
            long octets = 0;
            foreach (ref readonly QueueEntry entry in entries)
            {
                octets += OctetsOf(entry);
            }

            page.Add(entries.Length, octets, last.Time);
            page.Packed = PackedEntries.Pack(entries);
            _octets += octets;
            _lastTime = last.Time;
            Next = page.End;
        }
    }
}
