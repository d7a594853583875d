namespace TypedAmqp.Consuming;

/// <summary>
/// The token of one handler at a time: cancelled when it takes too long, or when the subscription is stopped. Used again and again.
/// </summary>
internal sealed class HandlerDeadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly Action _expired;
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private CancellationTokenRegistration _stopping;
    private long _started;
    private bool _running;

    /// <param name="timeout">How long a handler may take.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="expired">Told when one takes longer.</param>
    public HandlerDeadline(TimeSpan timeout, TimeProvider clock, Action expired)
    {
        (_timeout, _clock, _expired) = (timeout, clock, expired);
        _timer = clock.CreateTimer(
            static deadline => ((HandlerDeadline)deadline!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What the handler gets.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the handler took too long.</summary>
    public bool IsExpired { get; private set; }

    /// <summary>A handler begins.</summary>
    public void Begin(CancellationToken stopping)
    {
        lock (_gate)
        {
            _running = true;
            _started = _clock.GetTimestamp();
        }

        _stopping = stopping.UnsafeRegister(static deadline => _ = ((HandlerDeadline)deadline!)._source.CancelAsync(), this);
        _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The handler has ended.</summary>
    /// <returns>Whether the object can serve another.</returns>
    public bool End()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping.Dispose();
        lock (_gate)
        {
            _running = false;
        }

        return !IsExpired && _source.TryReset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            // A timer may go off early by its own resolution, or so late that the object serves another handler: the time that this one has had
            // decides.
            TimeSpan left = _timeout - _clock.GetElapsedTime(_started);
            if (!_running || left > TimeSpan.Zero)
            {
                if (_running)
                {
                    _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                }

                return;
            }

            IsExpired = true;
            _ = _source.CancelAsync();
        }

        _expired();
    }
}
