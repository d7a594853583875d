namespace TypedAmqp.Testing;

/// <summary>
/// A clock that stands still until a test moves it: for <see cref="Broker.BrokerOptions.TimeProvider"/>. Expiry of messages and queues, delays,
/// heartbeats and timeouts of broker and clients obey it, in order, on the thread that moves it.
/// </summary>
public sealed class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private long _ticks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).Ticks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are set: a test that waits for another one to be set moves the clock only then.</summary>
    public int TimersSet
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count(static timer => timer.Due is not null);
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer timer = new(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; every timer that is due on the way goes off before this returns.</summary>
    /// <param name="time">How far; not back.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        long target = GetTimestamp() + time.Ticks;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }

        Interlocked.Exchange(ref _ticks, target);
    }

    private VirtualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            VirtualTimer? next = _timers.Where(timer => timer.Due <= target).MinBy(static timer => timer.Due);
            if (next is not null)
            {
                Interlocked.Exchange(ref _ticks, Math.Max(_ticks, next.Due!.Value));
                next.Elapse();
            }

            return next;
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public long? Due { get; private set; }

        public void Elapse() => Due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : Due + _period.Ticks;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetTimestamp() + dueTime.Ticks;
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                Due = null;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
