namespace TypedAmqp.Publishing;

/// <summary>Publishes that wait to be used again: the steady state of awaited confirms allocates nothing.</summary>
internal sealed class PendingPublishPool
{
    private readonly Lock _gate = new();
    private readonly Stack<PendingPublish> _free = new();

    public PendingPublish Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out PendingPublish? publish))
            {
                return publish;
            }
        }

        return new PendingPublish(this);
    }

    public void Return(PendingPublish publish)
    {
        lock (_gate)
        {
            _free.Push(publish);
        }
    }
}
