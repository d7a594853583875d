using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace TypedAmqp.Broker;

// Flushing, and what follows from its end: overflow goes out, waiting consumers are resumed.
internal sealed partial class ConnectionOutput : IThreadPoolWorkItem
{
    // A flush that ends at once and finds more to flush goes on, but not for ever: the thread belongs to somebody else's turn.
    private const int MostRounds = 4;

    private readonly Action _onFlushed;
    private readonly List<Consumer> _waiting = [];
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _pending;
    private TaskCompletionSource? _flushed;
    private bool _isNudged;

    // Somebody among those who wait found no room here; the others wait for acks, and a flush is nothing to them.
    private bool _isShortOfRoom;

    /// <summary>Sends what was written. Never blocks; may be called by anyone, outside of <see cref="Gate"/>.</summary>
    public void Flush()
    {
        lock (Gate)
        {
            IsFlushOwed = false;
            if (_isFlushing || _isClosed)
            {
                // Whoever is at it looks again when it is done.
                return;
            }

            Commit();
            if (!MoveOverflow() && _unflushed == 0)
            {
                return;
            }

            _isFlushing = true;
            HasWritten = true;
        }

        RunFlush();
    }

    /// <summary>The same on another thread: for callers that hold a lock.</summary>
    public void FlushLater()
    {
        lock (Gate)
        {
            if (IsFlushOwed)
            {
                return;
            }

            IsFlushOwed = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static output => output.Flush(), this, preferLocal: false);
    }

    /// <summary>Under <see cref="Gate"/>: this consumer found no room.</summary>
    public void Wait(Consumer consumer)
    {
        consumer.IsWaiting = true;
        _waiting.Add(consumer);
        _isShortOfRoom |= !HasRoom;
    }

    /// <summary>Under <see cref="Gate"/>: this consumer is gone.</summary>
    public void Forget(Consumer consumer)
    {
        if (consumer.IsWaiting)
        {
            consumer.IsWaiting = false;
            _waiting.Remove(consumer);
        }
    }

    /// <summary>Takes those out of the waiting consumers that have room again.</summary>
    public void TakeResumable(List<Consumer> resumable)
    {
        lock (Gate)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            int kept = 0;
            for (int i = 0; i < _waiting.Count; i++)
            {
                Consumer consumer = _waiting[i];
                if (consumer.HasRoom)
                {
                    consumer.IsWaiting = false;
                    resumable.Add(consumer);
                }
                else
                {
                    _waiting[kept++] = consumer;
                }
            }

            _waiting.RemoveRange(kept, _waiting.Count - kept);
            _isShortOfRoom |= kept > 0 && !HasRoom;
        }
    }

    /// <summary>
    /// Completes when the peer has taken some of what <see cref="IsBackedUp"/> complains of, the connection is closed, or after <see cref="Nudge"/>.
    /// </summary>
    public Task DrainedAsync()
    {
        lock (Gate)
        {
            bool isNudged = _isNudged;
            _isNudged = false;
            return !isNudged && TryGetFlush(out Task flush) ? flush : Task.CompletedTask;
        }
    }

    /// <summary>Lets whoever waits in <see cref="DrainedAsync"/>, or is about to, look up.</summary>
    public void Nudge()
    {
        TaskCompletionSource? flushed;
        lock (Gate)
        {
            _isNudged = true;
            flushed = _flushed;
            _flushed = null;
        }

        flushed?.TrySetResult();
    }

    /// <summary>Completes when everything that was written is with the transport, or the connection is closed.</summary>
    public async Task FlushedAsync()
    {
        while (TryGetFlush(out Task flush))
        {
            await flush.ConfigureAwait(false);
        }
    }

    /// <summary>From now on everything that is written is dropped. What was flushed before may still go out.</summary>
    public void Close()
    {
        TaskCompletionSource? flushed;
        lock (Gate)
        {
            Commit();
            _isClosed = true;
            _overflow.Clear();
            _waiting.Clear();
            flushed = _flushed;
            _flushed = null;
        }

        flushed?.TrySetResult();
    }

    /// <summary>Resumes waiting consumers, on a thread of the pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Turn turn = Turn.Begin();
        try
        {
            turn.Resume(this);
        }
        finally
        {
            turn.End();
        }
    }

    private bool TryGetFlush(out Task flush)
    {
        lock (Gate)
        {
            if (!_isFlushing || _isClosed)
            {
                flush = Task.CompletedTask;
                return false;
            }

            _flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            flush = _flushed.Task;
            return true;
        }
    }

    private void RunFlush()
    {
        for (int round = 0; round < MostRounds; round++)
        {
            ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter flush = BeginFlush();
            if (!flush.IsCompleted)
            {
                lock (Gate)
                {
                    _isCongested = true;
                }

                _pending = flush;
                flush.UnsafeOnCompleted(_onFlushed);
                return;
            }

            if (!EndFlush(flush))
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static output => output.RunFlush(), this, preferLocal: false);
    }

    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter BeginFlush()
    {
        ValueTask<FlushResult> flush;
        try
        {
            flush = _transport.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // Completed by its other side in the meantime; EndFlush sees to it.
            flush = new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
        }

        return flush.ConfigureAwait(false).GetAwaiter();
    }

    private void OnFlushed()
    {
        ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter flush = _pending;
        _pending = default;
        if (EndFlush(flush))
        {
            RunFlush();
        }
    }

    /// <summary>True when there is more to flush; this thread is still the one that does it.</summary>
    private bool EndFlush(ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter flush)
    {
        bool open;
        try
        {
            FlushResult result = flush.GetResult();
            open = !result.IsCompleted && !result.IsCanceled;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The transport broke. The connection's reader meets the same end and tidies up.
            open = false;
        }

        if (!open)
        {
            Close();
        }

        TaskCompletionSource? flushed;
        bool more;
        bool resume;
        lock (Gate)
        {
            flushed = _flushed;
            _flushed = null;
            _isCongested = false;
            _flushes++;
            Commit();
            _unflushed = 0;
            more = MoveOverflow();
            _isFlushing = more;
            resume = _isShortOfRoom && !more;
            _isShortOfRoom &= more;
        }

        flushed?.TrySetResult();
        if (resume)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        return more;
    }

    /// <summary>Under <see cref="Gate"/>, while nobody flushes: what waited goes to the transport.</summary>
    private bool MoveOverflow()
    {
        if (_overflow.Count == 0)
        {
            return false;
        }

        if (_isClosed)
        {
            _overflow.Clear();
            return false;
        }

        _transport.Write(_overflow.Written.Span);
        _unflushed = _overflow.Count;
        _overflow.Clear();
        return true;
    }
}
