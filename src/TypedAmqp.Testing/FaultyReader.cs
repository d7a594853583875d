using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using TypedAmqp.Protocol;

namespace TypedAmqp.Testing;

/// <summary>What a client within the process reads, frame by frame, with the faults of the test in it.</summary>
internal sealed class FaultyReader(PipeReader broker, TestFaults faults, ClientWork work) : PipeReader, IDisposable
{
    private readonly FrameScratch _scratch = new();

    // What the client may see. It is never full: the pipe from the broker is what holds the broker back.
    private readonly Pipe _passed = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 16 * 1024, useSynchronizationContext: false));
    private TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlySequence<byte> _buffer;
    private bool _isWorking;
    private bool _hasWaited;
    private bool _isCutting;
    private ulong _bodyLeft;

    public override bool TryRead(out ReadResult result)
    {
        bool isThere = _passed.Reader.TryRead(out result);
        _buffer = result.Buffer;
        return isThere;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (TryRead(out ReadResult passed))
            {
                return passed;
            }

            ReadResult result = await broker.ReadAsync(cancellationToken).ConfigureAwait(false);
            Task stall = faults.WhenNotStalled();
            if (result.IsCanceled || (!stall.IsCompleted && await IsCancelledAsync(stall).ConfigureAwait(false)))
            {
                broker.AdvanceTo(result.Buffer.Start);
                _cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _passed.Reader.CancelPendingRead();
                continue;
            }

            await PassAsync(result).ConfigureAwait(false);
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        bool isExamined = _buffer.Slice(examined).IsEmpty;
        _buffer = default;
        _passed.Reader.AdvanceTo(consumed, examined);
        if (isExamined && _isWorking)
        {
            _isWorking = false;
            work.End();
        }
    }

    public override void CancelPendingRead()
    {
        _cancelled.TrySetResult();
        broker.CancelPendingRead();
    }

    public override void Complete(Exception? exception = null)
    {
        _passed.Reader.Complete(exception);
        _passed.Writer.Complete(exception);
        broker.Complete(exception);
        Dispose();
        if (_isWorking)
        {
            _isWorking = false;
            work.End();
        }
    }

    /// <summary>Gives back what frames were put together in.</summary>
    public void Dispose() => _scratch.Dispose();

    private async Task<bool> IsCancelledAsync(Task stall) => await Task.WhenAny(stall, _cancelled.Task).ConfigureAwait(false) != stall;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PassAsync(ReadResult result)
    {
        SequencePosition consumed = Pass(result.Buffer, out Task? delay);
        bool isCut = _isCutting && _bodyLeft == 0;
        if (delay is not null)
        {
            await delay.ConfigureAwait(false);
            _hasWaited = true;
        }

        // Noted before the broker sees that nothing is on its way any more.
        if (!_isWorking && _passed.Writer.UnflushedBytes > 0)
        {
            _isWorking = true;
            work.Begin();
        }

        broker.AdvanceTo(consumed, delay is null ? result.Buffer.End : consumed);
        await _passed.Writer.FlushAsync().ConfigureAwait(false);
        if (isCut)
        {
            await broker.CompleteAsync(new IOException("The connection is cut, as the test wants it.")).ConfigureAwait(false);
        }

        if (isCut || result.IsCompleted)
        {
            await _passed.Writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private SequencePosition Pass(in ReadOnlySequence<byte> buffer, out Task? delay)
    {
        delay = null;
        if (buffer.FirstSpan is [(byte)'A', ..])
        {
            // The protocol header, which is no frame: it speaks another version.
            foreach (ReadOnlyMemory<byte> part in buffer)
            {
                _passed.Writer.Write(part.Span);
            }

            return buffer.End;
        }

        FrameReader reader = new(buffer, frameMax: 0, _scratch);
        SequencePosition consumed = reader.Consumed;
        while (!(_isCutting && _bodyLeft == 0) && reader.TryRead(out Frame frame))
        {
            MethodId id = frame.Type == FrameType.Method ? Method.ReadId(frame.Payload) : default;
            if (id == MethodId.BasicDeliver)
            {
                delay = _hasWaited ? null : faults.DelayOfDelivery();
                if (delay is not null)
                {
                    return consumed;
                }

                _hasWaited = false;
                _isCutting = faults.IsCutBy();
                _bodyLeft = _isCutting ? ulong.MaxValue : 0;
            }

            if (id is not (MethodId.BasicAck or MethodId.BasicNack) || !faults.TakeConfirm())
            {
                Write(frame);
            }

            consumed = reader.Consumed;
        }

        return consumed;
    }

    private void Write(in Frame frame)
    {
        if (_isCutting)
        {
            _bodyLeft = frame.Type switch
            {
                FrameType.Header => ContentHeader.Read(frame.Payload).BodySize,
                FrameType.Body => _bodyLeft - (ulong)frame.Length,
                _ => _bodyLeft,
            };
        }

        int size = frame.Length + FrameFormat.Overhead;
        Span<byte> copy = _passed.Writer.GetSpan(size)[..size];
        copy[0] = (byte)frame.Type;
        BinaryPrimitives.WriteUInt16BigEndian(copy[1..], frame.Channel);
        BinaryPrimitives.WriteInt32BigEndian(copy[3..], frame.Length);
        frame.CopyTo(copy[FrameFormat.HeaderSize..]);
        copy[^1] = FrameFormat.EndOctet;
        _passed.Writer.Advance(size);
    }
}
