namespace TypedAmqp.Broker;

/// <summary>Where an exchange leads with a routing key, as long as the topology does not change. Belongs to one connection.</summary>
internal sealed class Route
{
    // Most routes have one queue: no arrays for that.
    private Queue? _queue;
    private int _target;
    private int _ordinal;
    private Queue[] _queues = [];
    private int[] _targets = [];
    private int _count;

    /// <summary>Exchange and key as they stand in basic.publish.</summary>
    public byte[] Address { get; init; } = [];

    /// <summary>Where it begins; null where nobody counts what is published.</summary>
    public Exchange? Exchange { get; private set; }

    /// <summary>The topology that this was computed from.</summary>
    public int Version { get; set; }

    /// <summary>A batch numbers its queues; this says of which batch <see cref="Targets"/> speaks.</summary>
    public long Generation { get; set; }

    public ReadOnlySpan<Queue> Queues => _count == 1 ? new ReadOnlySpan<Queue>(in _queue!) : _queues.AsSpan(0, _count);

    /// <summary>Numbers of the queues in the batch of this <see cref="Generation"/>.</summary>
    public Span<int> Targets => _count == 1 ? new Span<int>(ref _target) : _targets.AsSpan(0, _count);

    /// <summary>The ordinal of one of the queues. That of a single one is known without a look at it.</summary>
    public int Ordinal(int queue) => _count == 1 ? _ordinal : _queues[queue].Ordinal;

    /// <summary>Some queue may not take a message, and its publisher is to hear of it.</summary>
    public bool MayReject { get; private set; }

    public bool IsEmpty => _count == 0;

    public void Set(IReadOnlyList<Queue> queues, Exchange? exchange = null)
    {
        Exchange = exchange;
        Generation = 0;
        _count = queues.Count;
        if (_count == 1)
        {
            _queue = queues[0];
            _ordinal = _queue.Ordinal;
            MayReject = _queue.RejectsPublishes;
            return;
        }

        if (_queues.Length < _count)
        {
            _queues = new Queue[_count];
            _targets = new int[_count];
        }

        MayReject = false;
        for (int i = 0; i < _count; i++)
        {
            _queues[i] = queues[i];
            MayReject |= queues[i].RejectsPublishes;
        }
    }
}
