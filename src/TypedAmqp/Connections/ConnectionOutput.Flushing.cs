using System.Diagnostics;
using System.IO.Pipelines;
using TypedAmqp.Transports;

namespace TypedAmqp.Connections;

/// <content>The flush loop. Whoever writes into the idle output has the right to wake it; the loop gives that back when nothing is left.</content>
internal sealed partial class ConnectionOutput
{
    /// <summary>A writer that comes this soon after the last flush is in the middle of a burst.</summary>
    private static readonly long BurstTicks = Stopwatch.Frequency / 50_000;

    private readonly PipeWriter _writer;
    private readonly Action<Exception> _failed;
    private readonly IWorkCounter? _work;
    private readonly WakeSignal _wake = new(runAsynchronously: false);
    private OutputBuffer _draining = new();
    private bool _completing;
    private bool _flushing;
    private bool _borrowed;
    private long _idleSince;

    /// <summary>Completes when nothing more is written.</summary>
    public Task Completion { get; }

    /// <summary>Counts the flushes: a heartbeat is due when it has not moved for a while.</summary>
    public long Flushes { get; private set; }

    /// <summary>Uses the right to flush that a write gave.</summary>
    public void Flush(FlushHint hint)
    {
        _borrowed = hint == FlushHint.Awaited || Stopwatch.GetTimestamp() - _idleSince > BurstTicks;
        if (_borrowed)
        {
            _wake.Set();
        }
        else
        {
            _wake.SetFromPool();
        }
    }

    /// <summary>Refuses further writes, sends what is there, and ends.</summary>
    public void Complete(CloseReason reason)
    {
        bool flush;
        lock (_gate)
        {
            _closed ??= reason;
            _completing = true;
            flush = TakeFlush();
        }

        if (flush)
        {
            _wake.SetFromPool();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync().ConfigureAwait(false);
                while (TakeFilled())
                {
                    TellRoom();
                    await DrainAsync().ConfigureAwait(false);
                    if (_borrowed && _filling.Length > 0)
                    {
                        // Others wrote meanwhile: whoever lent the thread for its own frames does not carry theirs too.
                        _borrowed = false;
                        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                    }
                }

                if (_completing)
                {
                    break;
                }
            }

            await _writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _failed(e);
        }
        finally
        {
            lock (_gate)
            {
                _draining.Close();
                _filling.Close();
                if (_flushing)
                {
                    // Nobody flushes any more, and nobody gets the right to.
                    _work?.End();
                }
            }
        }
    }

    private async ValueTask DrainAsync()
    {
        for (int i = 0; i < _draining.BlockCount; i++)
        {
            FlushResult result = await _writer.WriteAsync(_draining.Block(i)).ConfigureAwait(false);
            if (result.IsCompleted)
            {
                throw new IOException("The broker's end of the transport no longer reads.");
            }
        }

        _draining.Clear();
        Flushes++;
    }

    /// <summary>Swaps the buffers; or, when nothing was written, gives the right to flush back.</summary>
    private bool TakeFilled()
    {
        lock (_gate)
        {
            if (_filling.Length == 0)
            {
                if (!_completing)
                {
                    _flushing = false;
                    _work?.End();
                    _idleSince = Stopwatch.GetTimestamp();
                }

                return false;
            }

            (_filling, _draining) = (_draining, _filling);
            return true;
        }
    }

    private bool TakeFlush()
    {
        if (_flushing)
        {
            return false;
        }

        _flushing = true;
        _work?.Begin();
        return true;
    }
}
