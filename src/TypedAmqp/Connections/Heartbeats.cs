namespace TypedAmqp.Connections;

/// <summary>
/// Heartbeats both ways: one leaves when nothing else did for half the interval, and the connection is given up when nothing came for two.
/// Section 4.2.7 of the specification.
/// </summary>
internal sealed class Heartbeats
{
    private const int TicksUntilLost = 4;

    private readonly AmqpConnection _connection;
    private readonly TimeSpan _interval;
    private readonly ITimer? _timer;
    private long _flushes;
    private int _silentTicks;

    public Heartbeats(AmqpConnection connection, TimeProvider clock, TimeSpan interval)
    {
        _connection = connection;
        _interval = interval;
        if (interval > TimeSpan.Zero)
        {
            _timer = clock.CreateTimer(static state => ((Heartbeats)state!).Tick(), this, interval / 2, interval / 2);
        }
    }

    /// <summary>Something came, or the read loop does not read of its own will.</summary>
    public void Received() => Volatile.Write(ref _silentTicks, 0);

    public void Stop() => _timer?.Dispose();

    private void Tick()
    {
        if (_connection.IsReadPaused)
        {
            Received();
        }
        else if (Interlocked.Increment(ref _silentTicks) > TicksUntilLost)
        {
            _connection.Lose($"nothing came from the broker for {2 * _interval.TotalSeconds} s, twice the heartbeat");
            return;
        }

        long flushes = _connection.Output.Flushes;
        if (flushes == _flushes)
        {
            _connection.Output.WriteHeartbeat();
        }

        _flushes = flushes;
    }
}
