namespace TypedAmqp;

/// <summary>How the broker keeps a queue (<c>x-queue-type</c>).</summary>
public enum QueueType
{
    /// <summary>On one node. Nothing is sent to the broker: it is the default of every broker.</summary>
    Classic = 0,

    /// <summary>Replicated over several nodes; durable, with a delivery limit.</summary>
    Quorum = 1,

    /// <summary>An append-only log that many consumers read from any position.</summary>
    Stream = 2,
}
