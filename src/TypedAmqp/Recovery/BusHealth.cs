namespace TypedAmqp.Recovery;

/// <summary>Puts together how a bus is, and tells who wants to know: one change after the other, on the pool, without holding up anybody.</summary>
internal sealed class BusHealth(Action<AmqpBusStatus> changed)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ConsumerSubscription, (string Queue, string Why)> _notConsumed = [];
    private readonly Queue<AmqpBusStatus> _untold = new();
    private string? _disconnected;
    private string? _ended;
    private string? _blocked;
    private bool _isTelling;
    private AmqpBusStatus _status = new(AmqpBusState.Connected, null, null);

    public AmqpBusStatus Status => Volatile.Read(ref _status);

    /// <summary>There is a connection.</summary>
    public void Connected() => Change(() => (_disconnected, _blocked) = (null, null));

    /// <summary>There is none.</summary>
    public void Disconnected(string why) => Change(() => _disconnected = why);

    /// <summary>There will be none.</summary>
    public void Ended(string why) => Change(() => _ended = why);

    /// <summary>The broker asks publishers to wait, or to go on.</summary>
    public void Blocked(string? why) => Change(() => _blocked = why);

    /// <summary>A queue is consumed, or no longer meant to be.</summary>
    public void Consumed(ConsumerSubscription subscription) => Change(() => _notConsumed.Remove(subscription));

    /// <summary>A queue ought to be consumed and is not.</summary>
    public void NotConsumed(ConsumerSubscription subscription, string queue, string why) => Change(() => _notConsumed[subscription] = (queue, why));

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            AmqpBusStatus status = Describe();
            if (status.State == _status.State
                && status.Problem == _status.Problem
                && status.BlockedReason == _status.BlockedReason
                && status.NotConsumed.SequenceEqual(_status.NotConsumed))
            {
                return;
            }

            Volatile.Write(ref _status, status);
            _untold.Enqueue(status);
            if (_isTelling)
            {
                return;
            }

            _isTelling = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static health => health.Tell(), this, preferLocal: false);
    }

    private AmqpBusStatus Describe()
    {
        if (_ended is not null)
        {
            return new AmqpBusStatus(AmqpBusState.Closed, _ended, null);
        }

        (string Queue, string Why)[] missing = [.. _notConsumed.Values.OrderBy(static entry => entry.Queue, StringComparer.Ordinal)];
        string[] problems = [.. missing.Select(static entry => $"Queue '{entry.Queue}' is not consumed: {entry.Why}")];
        string problem = string.Join(" ", _disconnected is null ? problems : [_disconnected, .. problems]);
        return new AmqpBusStatus(problem.Length > 0 ? AmqpBusState.Impaired : AmqpBusState.Connected, problem.Length > 0 ? problem : null, _blocked)
        {
            NotConsumed = [.. missing.Select(static entry => entry.Queue)],
        };
    }

    private void Tell()
    {
        while (true)
        {
            AmqpBusStatus? next;
            lock (_gate)
            {
                if (!_untold.TryDequeue(out next))
                {
                    _isTelling = false;
                    return;
                }
            }

            changed(next);
        }
    }
}
