using System.IO.Pipelines;

namespace TypedAmqp.Broker;

/// <summary>Counts what is flushed.</summary>
internal sealed class CountingWriter(PipeWriter writer, Traffic traffic) : PipeWriter
{
    private long _unflushed;

    public override bool CanGetUnflushedBytes => writer.CanGetUnflushedBytes;

    public override long UnflushedBytes => writer.UnflushedBytes;

    public override void Advance(int bytes)
    {
        _unflushed += bytes;
        writer.Advance(bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => writer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => writer.GetSpan(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        // Counted before the reader can see it: it is never read before it was written.
        traffic.Wrote(_unflushed);
        _unflushed = 0;
        return writer.FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() => writer.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        traffic.Wrote(_unflushed);
        _unflushed = 0;
        traffic.Complete();
        writer.Complete(exception);
    }
}
