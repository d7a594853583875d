namespace TypedAmqp.Broker;

/// <summary>
/// How much memory the messages of a broker hold, in octets, and whether that is too much. It moves when a chunk or a large message is taken or given
/// back, not with each message.
/// </summary>
internal sealed class MemoryGauge(long highWatermark)
{
    private readonly Lock _gate = new();
    private readonly long _lowWatermark = highWatermark / 20 * 19;
    private long _octets;
    private volatile bool _isHigh;

    /// <summary>Raised, outside of any lock of a queue, when the alarm goes on or off. The subscriber reads <see cref="IsHigh"/>.</summary>
    public Action? Changed { get; set; }

    public long Octets => Volatile.Read(ref _octets);

    /// <summary>More than the watermark: publishers have to wait.</summary>
    public bool IsHigh => _isHigh;

    public void Add(long octets)
    {
        long now = Interlocked.Add(ref _octets, octets);
        if (_isHigh ? now < _lowWatermark : now > highWatermark)
        {
            Turn();
        }
    }

    private void Turn()
    {
        lock (_gate)
        {
            long now = Octets;
            bool high = _isHigh ? now >= _lowWatermark : now > highWatermark;
            if (high == _isHigh)
            {
                return;
            }

            _isHigh = high;
        }

        // Whoever adds or releases may hold the lock of a queue: the news travel on another thread.
        if (Changed is { } changed)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static changed => changed(), changed, preferLocal: false);
        }
    }
}
