namespace TypedAmqp.Broker;

/// <summary>Ready messages in the order in which they were published.</summary>
internal sealed class OrderedMessages : ReadyMessages
{
    // Those that came back are older than all that were never delivered, so they are a heap of their own before the rest.
    private readonly EntryQueue _new = new();
    private PriorityQueue<QueueEntry, long>? _returned;

    // The position that the next message gets; positions of those that wait are counted back from it.
    private long _nextPosition;

    public override void Add(in QueueEntry entry, in MessageOctets message)
    {
        _new.Enqueue(entry);
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

    public override QueueEntry Peek() => _returned is not null && _returned.TryPeek(out QueueEntry entry, out _) ? entry : _new.Peek();

    public override QueueEntry Take(out long position)
    {
        Count--;
        if (_returned is not null && _returned.TryDequeue(out QueueEntry entry, out position))
        {
            return entry;
        }

        position = _nextPosition - _new.Count;
        return _new.Dequeue();
    }

    public override void Clear()
    {
        _new.Clear();
        _returned = null;
        Count = 0;
    }
}
