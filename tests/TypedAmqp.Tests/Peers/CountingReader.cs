using System.Buffers;
using System.IO.Pipelines;

namespace TypedAmqp.Tests.Peers;

/// <summary>Counts the octets that were consumed from a pipe.</summary>
internal sealed class CountingReader(PipeReader inner) : PipeReader
{
    private ReadOnlySequence<byte> _last;
    private long _consumed;

    public long Consumed => Interlocked.Read(ref _consumed);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Interlocked.Add(ref _consumed, _last.Slice(0, consumed).Length);
        inner.AdvanceTo(consumed, examined);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        Keep(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        bool read = inner.TryRead(out result);
        _last = result.Buffer;
        return read;
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Keep(ReadResult result)
    {
        _last = result.Buffer;
        return result;
    }
}
