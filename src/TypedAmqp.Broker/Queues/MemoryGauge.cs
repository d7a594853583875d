namespace TypedAmqp.Broker;

/// <summary>
/// How much memory the messages of a broker hold, in octets, and whether that is too much. It moves when a chunk or a large message is taken or given
/// back, not with each message.
/// </summary>
/// <param name="highWatermark">Octets from which it is too much.</param>
/// <param name="whole">What this is a part of; null: it is the whole.</param>
internal sealed class MemoryGauge(long highWatermark, MemoryGauge? whole = null)
{
    private readonly Lock _gate = new();
    private readonly long _lowWatermark = highWatermark / 20 * 19;
    private long _octets;
    private long _pending;
    private volatile bool _isHigh;
    private volatile bool _isDiskLow;

    /// <summary>Raised, outside of any lock of a queue, when the alarm goes on or off. The subscriber reads <see cref="IsHigh"/>.</summary>
    public Action? Changed { get; set; }

    public long Octets => Volatile.Read(ref _octets);

    /// <summary>What it is a part of, or itself.</summary>
    public MemoryGauge Whole => whole ?? this;

    /// <summary>More than the watermark, or the disk has no room: publishers have to wait.</summary>
    public bool IsHigh => _isHigh || _isDiskLow;

    /// <summary>The disk has no room.</summary>
    public bool IsDiskLow => _isDiskLow;

    /// <summary>What of it no consumer can free: messages that are still arriving, and those of open transactions.</summary>
    public long Pending => Volatile.Read(ref _pending);

    /// <summary>Publishers have to wait, and would not without what is pending.</summary>
    public bool IsHeldByPending => _isHigh && Octets - Pending < _lowWatermark;

    /// <summary>Publishers have to wait, and consumers alone can never end that.</summary>
    public bool IsFullOfPending => _isHigh && Pending >= _lowWatermark;

    /// <summary>Adds what is pending, or takes it off.</summary>
    public void AddPending(long octets)
    {
        Interlocked.Add(ref _pending, octets);
        Add(octets);
    }

    public void Add(long octets)
    {
        whole?.Add(octets);
        long now = Interlocked.Add(ref _octets, octets);
        if (_isHigh ? now < _lowWatermark : now > highWatermark)
        {
            Turn();
        }
    }

    /// <summary>The disk has no room, or has some again.</summary>
    public void SetDiskLow(bool isLow)
    {
        if (_isDiskLow != isLow)
        {
            _isDiskLow = isLow;
            Tell();
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

        Tell();
    }

    private void Tell()
    {
        // Whoever adds or releases may hold the lock of a queue: the news travel on another thread.
        if (Changed is { } changed)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static changed => changed(), changed, preferLocal: false);
        }
    }
}
