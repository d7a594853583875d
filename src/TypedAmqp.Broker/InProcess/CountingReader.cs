using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace TypedAmqp.Broker;

/// <summary>Counts what was looked at.</summary>
internal sealed class CountingReader(PipeReader reader, Traffic traffic) : PipeReader
{
    private ReadOnlySequence<byte> _buffer;
    private long _consumed;

    public override bool TryRead(out ReadResult result)
    {
        bool read = reader.TryRead(out result);
        _buffer = result.Buffer;
        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        _buffer = result.Buffer;
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        long position = _consumed + _buffer.Slice(0, examined).Length;
        _consumed += _buffer.Slice(0, consumed).Length;
        _buffer = default;
        reader.AdvanceTo(consumed, examined);
        traffic.Examined(position);
    }

    public override void CancelPendingRead() => reader.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        reader.Complete(exception);
        traffic.Complete();
    }
}
