namespace TypedAmqp.Channels;

/// <summary>A synchronous method whose answer has not come, and what its caller awaits.</summary>
internal abstract class PendingCall<TResult> : PendingCall
{
    public Task<TResult> Result => Source.Task;

    protected TaskCompletionSource<TResult> Source { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override void Fail(Exception exception)
    {
        if (Source.TrySetException(exception))
        {
            // A caller that has given up does not look at it, which is no reason to complain of it later.
            _ = Source.Task.Exception;
        }
    }
}
