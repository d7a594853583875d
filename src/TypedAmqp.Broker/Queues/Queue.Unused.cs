namespace TypedAmqp.Broker;

// A queue that nobody uses may go after a while (x-expires): nobody consumes it, fetches from it or asks for it.
public partial class Queue
{
    private long _usedAt;
    private ITimer? _unusedTimer;

    /// <summary>It was not used for as long as it may be unused.</summary>
    internal bool IsExpired => _settings is { Expires: { } expires } && ConsumerCount == 0 && Unused() >= TimeSpan.FromMilliseconds(expires);

    /// <summary>Somebody asks for it.</summary>
    internal void Touch()
    {
        if (_settings is { Expires: not null })
        {
            Volatile.Write(ref _usedAt, Clock.GetTimestamp());
        }
    }

    private TimeSpan Unused() => Clock.GetElapsedTime(Volatile.Read(ref _usedAt));

    private void StartExpiry()
    {
        if (_settings is not { Expires: { } expires })
        {
            return;
        }

        _unusedTimer = CreateTimer(_ => OnUnused());
        Touch();
        WaitForUnused(TimeSpan.FromMilliseconds(expires));
    }

    private void OnUnused()
    {
        if (IsExpired)
        {
            VirtualHost.QueueExpired(this);
        }
        else
        {
            lock (_gate)
            {
                // Its policy may have changed a moment ago.
                if (!_isDeleted && _settings is { Expires: { } expires })
                {
                    TimeSpan allowed = TimeSpan.FromMilliseconds(expires);
                    WaitForUnused(ConsumerCount > 0 ? allowed : allowed - Unused());
                }
            }
        }
    }

    private void WaitForUnused(TimeSpan wait) =>
        _unusedTimer!.Change(
            TimeSpan.FromMilliseconds(Math.Clamp(wait.TotalMilliseconds, 1, LongestWait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
}
