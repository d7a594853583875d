using TypedAmqp.Connections;

namespace TypedAmqp.Consuming;

/// <summary>A loop that takes messages from a consumer's queue.</summary>
internal abstract class DispatchLoop
{
    private readonly WakeSignal _wake = new(runAsynchronously: false);

    /// <summary>The next one to be woken; used by the queue.</summary>
    public DispatchLoop? Next { get; set; }

    /// <summary>Whether it is at work even when it waits for messages: it has some that wait for others.</summary>
    public virtual bool HoldsWork => false;

    public void Wake() => _wake.SetFromPool();

    protected ValueTask SleepAsync() => _wake.WaitAsync();
}
