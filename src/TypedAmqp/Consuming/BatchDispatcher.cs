namespace TypedAmqp.Consuming;

/// <summary>
/// A dispatch loop that gathers messages, until there are enough of them or the first has waited long enough, and has them handled together, while it
/// gathers the next ones.
/// </summary>
internal sealed class BatchDispatcher : DispatchLoop, IDisposable
{
    private readonly AmqpConsumer _consumer;
    private readonly DeliveryQueue _queue;
    private readonly IBatchHandler _handler;
    private readonly ITimer _timer;
    private readonly Task[] _atWork;
    private readonly DeliveryEntry[][] _entries;
    private readonly ReceivedBatch[] _batches;
    private DeliveryEntry[] _gathered;
    private int _count;
    private long _begun;
    private int _unfinished;

    /// <param name="consumer">Whose messages they are.</param>
    /// <param name="queue">Where they wait.</param>
    /// <param name="handler">Who handles them.</param>
    /// <param name="concurrency">How many batches are handled at a time.</param>
    public BatchDispatcher(AmqpConsumer consumer, DeliveryQueue queue, IBatchHandler handler, int concurrency)
    {
        (_consumer, _queue, _handler) = (consumer, queue, handler);
        _atWork = [.. Enumerable.Repeat(Task.CompletedTask, concurrency)];
        _entries = [.. _atWork.Select(_ => new DeliveryEntry[handler.BatchSize])];
        _batches = [.. _atWork.Select(_ => new ReceivedBatch(handler.BatchSize))];
        _timer = handler.Clock.CreateTimer(
            static queue => ((DeliveryQueue)queue!).WakeIdle(), queue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _gathered = new DeliveryEntry[handler.BatchSize];
    }

    /// <inheritdoc/>
    public override bool HoldsWork => _count > 0 || Volatile.Read(ref _unfinished) > 0;

    public async Task RunAsync()
    {
        int taken;
        do
        {
            taken = Take(sleep: false);
            if (_count == _gathered.Length || (_count > 0 && (_queue.IsOver() || (taken == 0 && IsDue()))))
            {
                await HandOverAsync().ConfigureAwait(false);
                continue;
            }

            if (taken == 0 && (taken = Take(sleep: true)) == 0)
            {
                // Only now does the timer find a loop to wake, however soon it goes off.
                WakeWhenDue();
                await SleepAsync().ConfigureAwait(false);
            }
        }
        while (taken >= 0);

        if (_count > 0)
        {
            await HandOverAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(_atWork).ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private int Take(bool sleep)
    {
        int taken = _queue.Take(this, _gathered.AsSpan(_count), handled: 0, sleep);
        if (taken > 0)
        {
            _begun = _count == 0 ? _handler.Clock.GetTimestamp() : _begun;
            _count += taken;
        }

        return taken;
    }

    /// <summary>Whether the first has waited long enough.</summary>
    private bool IsDue() => _handler.BatchDelay != Timeout.InfiniteTimeSpan && Left <= TimeSpan.Zero;

    private TimeSpan Left => _handler.BatchDelay - _handler.Clock.GetElapsedTime(_begun);

    private void WakeWhenDue()
    {
        if (_count > 0 && _handler.BatchDelay != Timeout.InfiniteTimeSpan)
        {
            // A timer may go off early by its own resolution.
            TimeSpan left = Left;
            _timer.Change((left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task HandOverAsync()
    {
        int worker = Array.IndexOf(_atWork, await Task.WhenAny(_atWork).ConfigureAwait(false));
        int count = _count;
        Interlocked.Increment(ref _unfinished);
        (_entries[worker], _gathered, _count) = (_gathered, _entries[worker], 0);
        _atWork[worker] = HandleAsync(new ArraySegment<DeliveryEntry>(_entries[worker], 0, count), _batches[worker]);
    }

    private async Task HandleAsync(ArraySegment<DeliveryEntry> entries, ReceivedBatch batch)
    {
        // The handler's synchronous part is not the gathering loop's.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        long handled = 0;
        try
        {
            await _consumer.HandleAsync(entries, batch).ConfigureAwait(false);
        }
        finally
        {
            foreach (ref readonly DeliveryEntry entry in entries.AsSpan())
            {
                handled += entry.Cost;
                entry.Block.Release();
            }

            entries.AsSpan().Clear();
            _queue.Return(handled);
            Interlocked.Decrement(ref _unfinished);

            // The loop, when it sleeps, may have been the last that had something to do.
            _queue.WakeIdle();
        }
    }
}
