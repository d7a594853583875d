namespace TypedAmqp.Rpc;

/// <summary>
/// The calls that wait, by correlation id: the lower 24 bits are a place in the table, the rest counts, so that a late reply does not meet the next
/// call in its place.
/// </summary>
internal sealed class PendingCalls
{
    private const int PlaceBits = 24;
    private const ulong PlaceMask = (1UL << PlaceBits) - 1;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private PendingCall?[] _calls = new PendingCall?[64];
    private int _used;
    private ulong _count;

    /// <summary>Tells these calls from those of other callers.</summary>
    public ulong Caller { get; } = (ulong)Random.Shared.NextInt64();

    /// <summary>How many calls wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _used - _free.Count;
            }
        }
    }

    public void Add(PendingCall call)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out int place))
            {
                place = _used++;
                if (place > (int)PlaceMask)
                {
                    throw new InvalidOperationException("More than 16 million calls are waiting.");
                }

                if (place == _calls.Length)
                {
                    Array.Resize(ref _calls, 2 * _calls.Length);
                }
            }

            call.Id = (++_count << PlaceBits) | (uint)place;
            _calls[place] = call;
        }
    }

    /// <summary>Takes a call out: of all who want to complete it, one gets it.</summary>
    public PendingCall? Take(ulong id) => Take(id, isLast: true);

    /// <summary>Gets the call that a reply is for, and takes it out unless more replies are to come.</summary>
    public PendingCall? Take(ulong id, bool isLast)
    {
        lock (_gate)
        {
            ulong place = id & PlaceMask;
            if (place >= (ulong)_used || _calls[place] is not { } call || call.Id != id)
            {
                return null;
            }

            if (isLast || !call.TakesMany)
            {
                _calls[place] = null;
                _free.Push((int)place);
            }

            return call;
        }
    }

    /// <summary>Takes out all calls of a channel.</summary>
    public List<PendingCall> TakeAll(AmqpChannel channel)
    {
        List<PendingCall> taken = [];
        lock (_gate)
        {
            for (int place = 0; place < _used; place++)
            {
                if (_calls[place] is { } call && call.Channel == channel)
                {
                    _calls[place] = null;
                    _free.Push(place);
                    taken.Add(call);
                }
            }
        }

        return taken;
    }
}
