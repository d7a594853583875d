using System.Diagnostics;
using System.IO.Pipelines;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;
using TypedAmqp.Transports;

namespace TypedAmqp.Connections;

/// <summary>
/// Everything that a connection sends. Callers copy whole frames into a buffer under a short lock; one flush loop hands the buffer to the
/// transport, so that whatever is written while a flush runs leaves with the next one.
/// </summary>
/// <remarks>
/// The loop runs on the thread of the writer that woke it when that writer will wait anyway, or when the connection was idle; else on the pool,
/// and the writer goes on filling the buffer meanwhile. A lone request thus leaves without a hop, and a busy publisher gets batches.
/// </remarks>
internal sealed class ConnectionOutput
{
    /// <summary>Publishers wait once this many octets wait for the transport.</summary>
    private const long RoomOctets = 1024 * 1024;

    /// <summary>A writer that comes this soon after the last flush is in the middle of a burst.</summary>
    private static readonly long BurstTicks = Stopwatch.Frequency / 50_000;

    private readonly Lock _gate = new();
    private readonly PipeWriter _writer;
    private readonly Action<Exception> _failed;
    private readonly IWorkCounter? _work;
    private readonly Queue<PublishLine> _wantRoom = new();
    private readonly WakeSignal _wake = new(runAsynchronously: false);
    private OutputBuffer _filling = new();
    private OutputBuffer _draining = new();
    private CloseReason? _closed;
    private bool _completing;
    private bool _flushing;
    private bool _held;
    private bool _borrowed;
    private long _idleSince;

    /// <param name="writer">The transport's way out.</param>
    /// <param name="failed">Told once, when the transport refuses octets.</param>
    /// <param name="work">Told while octets wait for the transport.</param>
    public ConnectionOutput(PipeWriter writer, Action<Exception> failed, IWorkCounter? work = null)
    {
        _writer = writer;
        _failed = failed;
        _work = work;
        Completion = RunAsync();
    }

    /// <summary>Completes when nothing more is written.</summary>
    public Task Completion { get; }

    /// <summary>Counts the flushes: a heartbeat is due when it has not moved for a while.</summary>
    public long Flushes { get; private set; }

    /// <summary>Frame payload, in octets, that one body frame may have.</summary>
    public int MaxFramePayload { get; set; } = 4096 - 8;

    /// <summary>Whether a publisher may write now: the buffer is not over its bound, and the broker has not blocked the connection.</summary>
    public bool HasRoom => !_held && _filling.Length < RoomOctets;

    /// <summary>Writes a method. When it returns true, the caller has the right to flush and calls <see cref="Flush"/>, outside of its own locks.</summary>
    public bool Write<T>(ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        lock (_gate)
        {
            ThrowIfClosed();
            FrameWriter.WriteMethod(_filling, channel, method);
            return TakeFlush();
        }
    }

    /// <summary>Writes a message: method, header and body frames, one after the other. Like <see cref="Write"/>.</summary>
    public bool WritePublish(
        PublishTemplate template, ushort channel, ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            template.Write(_filling, channel, routingKey, headers, body, MaxFramePayload);
            return TakeFlush();
        }
    }

    /// <summary>Writes the last method of the connection, and refuses what comes after it.</summary>
    public void WriteLast<T>(in T method, CloseReason reason)
        where T : struct, IMethod<T>, allows ref struct
    {
        bool flush;
        lock (_gate)
        {
            if (_closed is not null)
            {
                return;
            }

            FrameWriter.WriteMethod(_filling, 0, method);
            _closed = reason;
            flush = TakeFlush();
        }

        if (flush)
        {
            Flush(FlushHint.Awaited);
        }
    }

    /// <summary>Writes a heartbeat, unless the connection closes.</summary>
    public void WriteHeartbeat()
    {
        bool flush;
        lock (_gate)
        {
            if (_closed is not null)
            {
                return;
            }

            FrameWriter.WriteHeartbeat(_filling);
            flush = TakeFlush();
        }

        if (flush)
        {
            Flush(FlushHint.Awaited);
        }
    }

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

    /// <summary>Makes publishers wait, or lets them go on: <c>connection.blocked</c> and <c>connection.unblocked</c>.</summary>
    public void Hold(bool held)
    {
        lock (_gate)
        {
            _held = held;
        }

        TellRoom();
    }

    /// <summary>Asks for a call of <see cref="PublishLine.OnRoom"/> when there is room.</summary>
    /// <returns>False when there is room now. On a closed connection the call never comes: its channels are closed, too.</returns>
    public bool RequestRoom(PublishLine line)
    {
        lock (_gate)
        {
            if (HasRoom)
            {
                return false;
            }

            _wantRoom.Enqueue(line);
            return true;
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

    /// <summary>Publishers fill the room one after the other, whoever waited longest first. Outside of the lock, which is taken within theirs.</summary>
    private void TellRoom()
    {
        while (NextForRoom() is PublishLine line)
        {
            line.OnRoom();
        }
    }

    private PublishLine? NextForRoom()
    {
        lock (_gate)
        {
            return HasRoom && _wantRoom.TryDequeue(out PublishLine? line) ? line : null;
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed is not null)
        {
            throw _closed.ToConnectionException();
        }
    }
}
