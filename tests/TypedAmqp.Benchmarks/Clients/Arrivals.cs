namespace TypedAmqp.Benchmarks.Clients;

/// <summary>Counts the messages that arrive, on one thread at a time, for somebody who waits for the last of them.</summary>
internal sealed class Arrivals
{
    private long _count;
    private long _goal = long.MaxValue;
    private TaskCompletionSource _reached = new();

    /// <summary>One more.</summary>
    public void Add()
    {
        if (Interlocked.Increment(ref _count) == Volatile.Read(ref _goal))
        {
            _reached.SetResult();
        }
    }

    /// <summary>Begins to wait for so many more than there are; before they are published.</summary>
    public Task Expect(int more)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _goal, Interlocked.Read(ref _count) + more);
        return _reached.Task;
    }
}
