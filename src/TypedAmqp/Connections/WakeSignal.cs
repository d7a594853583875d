using System.Threading.Tasks.Sources;

namespace TypedAmqp.Connections;

/// <summary>
/// Wakes one waiting loop, again and again, without allocating. Whoever uses it sees to it that a wake is consumed before the next.
/// </summary>
/// <param name="runAsynchronously">Whether the loop goes on on the thread pool; otherwise on the thread that wakes it.</param>
internal sealed class WakeSignal(bool runAsynchronously) : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = runAsynchronously };

    /// <summary>Waits for <see cref="Set"/>. Only the loop that owns this signal calls it.</summary>
    public ValueTask WaitAsync() => new(this, _core.Version);

    /// <summary>Wakes the loop, once.</summary>
    public void Set() => _core.SetResult(true);

    /// <summary>Wakes the loop from a thread of the pool, so that the caller is not held up by what it does first.</summary>
    public void SetFromPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);

    void IThreadPoolWorkItem.Execute() => Set();

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        _core.Reset();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
