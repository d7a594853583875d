using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace TypedAmqp.Broker;

/// <summary>
/// The ready messages of a queue, oldest first. A list of segments and not one circular array: growth never copies, so that a queue of
/// millions neither pauses nor needs its memory twice; what is neither at the head nor at the tail is packed. What it does not need goes
/// back to the shared pool.
/// </summary>
internal sealed class EntryQueue
{
    private const int SmallestSegment = 16;
    private const int LargestSegment = 4096;

    private Segment? _first;
    private Segment? _last;

    public int Count { get; private set; }

    public void Enqueue(in QueueEntry entry)
    {
        Segment? last = _last;
        if (last is null || last.End == last.Entries!.Length)
        {
            last = Grow();
        }

        last.Entries![last.End++] = entry;
        Count++;
    }

    /// <summary>The oldest entry; there must be one.</summary>
    public ref readonly QueueEntry Peek() => ref _first!.Entries![_first.Start];

    public QueueEntry Dequeue()
    {
        Segment first = _first!;
        QueueEntry entry = first.Entries![first.Start++];
        Count--;
        if (first.Start == first.End)
        {
            Retire(first);
        }

        return entry;
    }

    public bool TryDequeue([MaybeNullWhen(false)] out QueueEntry entry)
    {
        if (Count == 0)
        {
            entry = default;
            return false;
        }

        entry = Dequeue();
        return true;
    }

    public void Clear()
    {
        for (Segment? segment = _first; segment is not null; segment = segment.Next)
        {
            segment.Return();
        }

        _first = _last = null;
        Count = 0;
    }

    private Segment Grow()
    {
        Segment segment = new(_last is null ? SmallestSegment : Math.Min(_last.Entries!.Length * 2, LargestSegment));
        if (_last is null)
        {
            _first = segment;
        }
        else
        {
            _last.Next = segment;
            if (_last != _first)
            {
                _last.Pack();
            }
        }

        _last = segment;
        return segment;
    }

    private void Retire(Segment segment)
    {
        if (segment.Next is null && segment.Entries!.Length <= SmallestSegment)
        {
            // The only one, and small: it stays, so that a queue that hovers around zero allocates nothing.
            segment.Start = segment.End = 0;
            return;
        }

        _first = segment.Next;
        _last = _first is null ? null : _last;
        segment.Return();
        _first?.Unpack();
    }

    private sealed class Segment(int size)
    {
        private byte[]? _packed;

        /// <summary>Null while it is packed.</summary>
        public QueueEntry[]? Entries { get; private set; } = ArrayPool<QueueEntry>.Shared.Rent(size);

        public int Start { get; set; }

        public int End { get; set; }

        public Segment? Next { get; set; }

        public void Pack()
        {
            _packed = PackedEntries.Pack(Entries.AsSpan(0, End));
            Return();
        }

        public void Unpack()
        {
            if (_packed is not null)
            {
                Entries = ArrayPool<QueueEntry>.Shared.Rent(End);
                PackedEntries.Unpack(_packed, Entries.AsSpan(0, End));
                _packed = null;
            }
        }

        public void Return()
        {
            if (Entries is not null)
            {
                ArrayPool<QueueEntry>.Shared.Return(Entries);
                Entries = null;
            }
        }
    }
}
