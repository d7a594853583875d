using System.Diagnostics.CodeAnalysis;

namespace TypedAmqp.Broker;

/// <summary>
/// The ready messages of a queue, oldest first. A list of segments and not one circular array: growth never copies, so that a queue of
/// millions neither pauses nor needs its memory twice.
/// </summary>
internal sealed class EntryQueue
{
    private const int SmallestSegment = 16;
    private const int LargestSegment = 4096;

    private Segment? _first;
    private Segment? _last;
    private Segment? _spare;

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
        _first = _last = _spare = null;
        Count = 0;
    }

    private Segment Grow()
    {
        Segment? segment = _spare;
        if (segment is null)
        {
            int size = _last is null ? SmallestSegment : Math.Min(_last.Entries.Length * 2, LargestSegment);
            segment = new Segment(size);
        }

        _spare = null;
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
        segment.Start = segment.End = 0;
        if (segment.Next is null)
        {
            // The only one: it stays, empty, so that a queue that hovers around zero allocates nothing.
            return;
        }

        _first = segment.Next;
        segment.Next = null;
        if (_spare is null || _spare.Entries.Length < segment.Entries.Length)
        {
            _spare = segment;
        }
    }

    private sealed class Segment(int size)
    {
        public readonly QueueEntry[] Entries = new QueueEntry[size];
        public int Start;
        public int End;
        public Segment? Next;
    }
}
