namespace TypedAmqp.Broker;

/// <summary>
/// The queues of a broker that keep memory for their next message. Every few seconds they are asked for it: a queue gives it back when it was empty
/// and unused from one time to the next. Giving it back whenever a queue drains would cost busy queues more than it saves.
/// </summary>
internal sealed class IdleQueues : IDisposable
{
    /// <summary>How often they are asked.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private List<Queue> _watched = [];

    public IdleQueues(TimeProvider timeProvider) =>
        _timer = timeProvider.CreateTimer(static idle => ((IdleQueues)idle!).Ask(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>A queue is in use. May be called under its lock.</summary>
    public void Watch(Queue queue)
    {
        lock (_gate)
        {
            _watched.Add(queue);
            if (_watched.Count == 1)
            {
                _timer.Change(Period, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ask()
    {
        List<Queue> asked;
        lock (_gate)
        {
            asked = _watched;
            _watched = [];
        }

        // Without the lock: a queue that is in use takes it under its own.
        foreach (Queue queue in asked)
        {
            if (!queue.ReleaseIdle())
            {
                Watch(queue);
            }
        }
    }
}
