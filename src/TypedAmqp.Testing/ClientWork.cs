using TypedAmqp.Broker;
using TypedAmqp.Transports;

namespace TypedAmqp.Testing;

/// <summary>What the clients of a test are at beyond the broker's sight. Each step is noted before it can be seen, as the broker's own are.</summary>
internal sealed class ClientWork(Activity activity) : IWorkCounter
{
    private int _count;

    /// <summary>Whether nobody is at work.</summary>
    public bool IsNone => Volatile.Read(ref _count) == 0;

    public void Begin()
    {
        activity.Note();
        Interlocked.Increment(ref _count);
    }

    public void End()
    {
        Interlocked.Decrement(ref _count);
        activity.Happened();
    }
}
