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
internal sealed partial class ConnectionOutput
{
    private readonly Lock _gate = new();
    private OutputBuffer _filling = new();
    private CloseReason? _closed;

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

    /// <summary>Frame payload, in octets, that one body frame may have.</summary>
    public int MaxFramePayload { get; set; } = 4096 - 8;

    /// <summary>
    /// Writes a method. When it returns true, the caller has the right to flush and calls <see cref="Flush"/>, outside of its own locks.
    /// </summary>
    /// <exception cref="ArgumentException">It fits into no frame: a broker closes the connection for that. Nothing was written.</exception>
    public bool Write<T>(ushort channel, in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        lock (_gate)
        {
            ThrowIfClosed();
            ThrowIfTooLong(in method);
            FrameWriter.WriteMethod(_filling, channel, method);
            return TakeFlush();
        }
    }

    /// <summary>Writes a message: method, header and body frames, one after the other. Like <see cref="Write"/>.</summary>
    public bool WritePublish(in OutgoingMessage message, ushort channel)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            message.Template.Write(_filling, channel, message, MaxFramePayload);
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

    private void ThrowIfTooLong<T>(in T method)
        where T : struct, IMethod<T>, allows ref struct
    {
        int octets = FrameWriter.SizeOfMethod(in method) - FrameFormat.Overhead;
        if (octets > MaxFramePayload)
        {
            throw new ArgumentException(
                $"{T.Id.Name} takes {octets} octets, and has to fit into one frame of {MaxFramePayload}: make its arguments shorter.");
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
