namespace TypedAmqp;

/// <summary>On which node of a cluster the leader of a queue begins (<c>x-queue-leader-locator</c>).</summary>
public enum QueueLeaderLocator
{
    /// <summary>On the node that whoever declares the queue is connected to (<c>client-local</c>).</summary>
    ClientLocal = 0,

    /// <summary>On a node that has few leaders (<c>balanced</c>).</summary>
    Balanced = 1,
}
