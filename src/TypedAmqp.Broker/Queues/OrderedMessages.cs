using System.Buffers;

namespace TypedAmqp.Broker;

/// <summary>
/// Ready messages in the order in which they were published. They lie in segments and not in one circular array: growth never copies, so that a queue
/// of millions neither pauses nor needs its memory twice; what is neither at the head nor at the tail is packed. What it does not need goes back to
/// the shared pool.
/// </summary>
internal sealed class OrderedMessages : ReadyMessages
{
    private const int SmallestSegment = 16;
    private const int LargestSegment = 1024;

    // Messages are taken out of the first segment and added to the last one: a short queue has one that is both.
    private QueueEntry[]? _first;
    private QueueEntry[]? _last;
    private int _start;
    private int _end;

    // The segments between, all of them full.
    private Queue<(byte[] Packed, int Count)>? _between;

    // Those that came back are older than all that were never delivered, so they are a heap of their own before the rest.
    private PriorityQueue<QueueEntry, long>? _returned;

    // The position that the next message gets; positions of those that wait are counted back from it.
    private long _nextPosition;

    public override void Add(in QueueEntry entry, in MessageOctets message)
    {
        QueueEntry[]? last = _last;
        if (last is null || _end == last.Length)
        {
            last = Grow();
        }

        last[_end++] = entry;
        _nextPosition++;
        Count++;
    }

    public override long Pass(in MessageOctets message) => _nextPosition++;

    public override void Return(in QueueEntry entry, long position)
    {
        _returned ??= new PriorityQueue<QueueEntry, long>();
        _returned.Enqueue(entry, position);
        Count++;
    }

    public override QueueEntry Peek() => _returned is not null && _returned.TryPeek(out QueueEntry entry, out _) ? entry : _first![_start];

    public override QueueEntry Take(out long position)
    {
        if (_returned is not null && _returned.TryDequeue(out QueueEntry entry, out position))
        {
            Count--;
            return entry;
        }

        position = _nextPosition - Count--;
        entry = _first![_start++];
        if (_start == (_first == _last ? _end : _first.Length))
        {
            Retire();
        }

        return entry;
    }

    public override void Clear()
    {
        Return(_first);
        if (_last != _first)
        {
            Return(_last);
        }

        _first = _last = null;
        _between = null;
        _returned = null;
        Count = 0;
    }

    public override long Approach()
    {
        QueueEntry[]? last = _last;
        int end = _end;
        return last is not null && (uint)end < (uint)last.Length ? last[end].Offset : 0;
    }

    private QueueEntry[] Grow()
    {
        QueueEntry[] segment = ArrayPool<QueueEntry>.Shared.Rent(_last is null ? SmallestSegment : Math.Min(_last.Length * 2, LargestSegment));
        if (_last is null)
        {
            _first = segment;
            _start = 0;
        }
        else if (_last != _first)
        {
            _between ??= new Queue<(byte[], int)>();
            _between.Enqueue((PackedEntries.Pack(_last), _last.Length));
            Return(_last);
        }

        _end = 0;
        return _last = segment;
    }

    // The first segment is empty.
    private void Retire()
    {
        if (_first != _last)
        {
            Return(_first);
            Advance();
        }
        else if (_first!.Length <= SmallestSegment)
        {
            // The only one, and small: it stays, so that a queue that hovers around zero allocates nothing.
            _start = _end = 0;
        }
        else
        {
            Return(_first);
            _first = _last = null;
        }
    }

    private void Advance()
    {
        if (_between is null || !_between.TryDequeue(out (byte[] Packed, int Count) next))
        {
            _first = _last;
            _start = 0;
            return;
        }

        // It ends where its array ends, as each does that is not the last.
        _first = ArrayPool<QueueEntry>.Shared.Rent(next.Count);
        _start = _first.Length - next.Count;
        PackedEntries.Unpack(next.Packed, _first.AsSpan(_start));
    }

    private static void Return(QueueEntry[]? segment)
    {
        if (segment is not null)
        {
            ArrayPool<QueueEntry>.Shared.Return(segment);
        }
    }
}
