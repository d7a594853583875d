using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace TypedAmqp.Broker;

/// <summary>
/// The ready messages of a queue, oldest first. A list of segments and not one circular array: growth never copies, so that a queue of
/// millions neither pauses nor needs its memory twice. What it does not need goes back to the shared pool.
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
        if (last is null || last.End == last.Entries.Length)
        {
            last = Grow();
        }

        last.Entries[last.End++] = entry;
        Count++;
    }

    /// <summary>The oldest entry; there must be one.</summary>
    public ref readonly QueueEntry Peek() => ref _first!.Entries[_first.Start];

    public QueueEntry Dequeue()
    {
        Segment first = _first!;
        QueueEntry entry = first.Entries[first.Start++];
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
            ArrayPool<QueueEntry>.Shared.Return(segment.Entries);
        }

        _first = _last = null;
        Count = 0;
    }

    private Segment Grow()
    {
        Segment segment = new(_last is null ? SmallestSegment : Math.Min(_last.Entries.Length * 2, LargestSegment));
        if (_last is null)
        {
            _first = segment;
        }
        else
        {
            _last.Next = segment;
        }

        _last = segment;
        return segment;
    }

    private void Retire(Segment segment)
    {
        if (segment.Next is null && segment.Entries.Length <= SmallestSegment)
        {
            // The only one, and small: it stays, so that a queue that hovers around zero allocates nothing.
            segment.Start = segment.End = 0;
            return;
        }

        _first = segment.Next;
        _last = _first is null ? null : _last;
        ArrayPool<QueueEntry>.Shared.Return(segment.Entries);
    }

    private sealed class Segment(int size)
    {
        public readonly QueueEntry[] Entries = ArrayPool<QueueEntry>.Shared.Rent(size);
        public int Start;
        public int End;
        public Segment? Next;
    }
}
