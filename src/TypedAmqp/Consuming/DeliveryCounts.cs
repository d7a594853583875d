namespace TypedAmqp.Consuming;

/// <summary>What became of the deliveries of a subscription, over all of its consumers.</summary>
internal sealed class DeliveryCounts
{
    private long _handled;
    private long _failed;
    private long _undecodable;

    public long Handled => Volatile.Read(ref _handled);

    public long Failed => Volatile.Read(ref _failed);

    public long Undecodable => Volatile.Read(ref _undecodable);

    public void AddHandled() => Interlocked.Increment(ref _handled);

    public void AddFailed() => Interlocked.Increment(ref _failed);

    public void AddUndecodable() => Interlocked.Increment(ref _undecodable);
}
