namespace TypedAmqp.Broker;

/// <summary>Tells that something happened, once a batch of work, to those who wait for quiet. Costs an increment while nobody does.</summary>
internal sealed class Activity
{
    private long _count;
    private int _watchers;
    private TaskCompletionSource _next = Create();

    /// <summary>How often something happened.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Something begins.</summary>
    public void Note() => Interlocked.Increment(ref _count);

    /// <summary>Something is done: those who wait look again.</summary>
    public void Happened()
    {
        Note();
        if (Volatile.Read(ref _watchers) > 0)
        {
            Interlocked.Exchange(ref _next, Create()).TrySetResult();
        }
    }

    /// <summary>Completes once a condition holds, and nothing has happened while it was looked at.</summary>
    public async Task WhenAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _watchers);
        try
        {
            while (true)
            {
                Task next = Volatile.Read(ref _next).Task;
                long count = Count;
                if (condition() && count == Count)
                {
                    return;
                }

                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
