namespace TypedAmqp.Broker;

// At-least-once dead-lettering of quorum queues: what died stays, and counts against the limits, until every queue that it is routed to has taken it.
// Where it is routed to none, or one has no room, it is sent again after a while.
public partial class Queue
{
    // RabbitMQ's.
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(3);

    private Dictionary<long, DyingMessage>? _dying;
    private long _lastDying;
    private long _dyingOctets;
    private ITimer? _retryTimer;
    private bool _isRetryDue;

    private int DyingCount => _dying?.Count ?? 0;

    /// <summary>What the sending of a message that died has come to. No lock is held.</summary>
    internal void OnDeadLetterSent(long number, bool isTaken)
    {
        lock (_gate)
        {
            if (_dying is null || !_dying.TryGetValue(number, out DyingMessage? dying))
            {
                return;
            }

            if (isTaken)
            {
                _dying.Remove(number);
                _dyingOctets -= dying.Octets;
                _store.Release(dying.Entry);
                return;
            }

            dying.IsWaiting = true;
            if (!_isRetryDue)
            {
                _isRetryDue = true;
                _retryTimer ??= CreateTimer(OnRetry);
                _retryTimer.Change(RetryInterval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    // As RabbitMQ does when a queue is no longer to keep them.
    private void ForgetDying()
    {
        foreach ((_, DyingMessage dying) in _dying ?? [])
        {
            _store.Release(dying.Entry);
        }

        _dying = null;
        _dyingOctets = 0;
    }

    private void KeepUntilTaken(in QueueEntry entry, byte[] reason, Turn turn)
    {
        _dying ??= [];
        DyingMessage dying = new(entry, reason, _store.Read(entry).Body.Length);
        _dying.Add(++_lastDying, dying);
        _dyingOctets += dying.Octets;
        Send(_lastDying, dying, turn);
    }

    private void Send(long number, DyingMessage dying, Turn turn) => turn.Send(
        DeadLetter.Create(this, _settings!, _store.Read(dying.Entry), dying.Reason, Clock.GetUtcNow(), new DeadLetterReceipt(this, number)));

    private void OnRetry(Turn turn)
    {
        lock (_gate)
        {
            _isRetryDue = false;
            foreach ((long number, DyingMessage dying) in _dying ?? [])
            {
                if (dying.IsWaiting)
                {
                    dying.IsWaiting = false;
                    Send(number, dying, turn);
                }
            }
        }
    }
}
