namespace TypedAmqp;

/// <summary>What was done with a delivery.</summary>
public enum DeliveryOutcome
{
    /// <summary>Nothing: the handler had settled it, or the broker has forgotten it already.</summary>
    None = 0,

    /// <summary>Acknowledged (<c>basic.ack</c>).</summary>
    Acknowledged = 1,

    /// <summary>Rejected without requeue: dead-lettered where the queue says so, else gone (<c>basic.reject</c>).</summary>
    Rejected = 2,

    /// <summary>Back in the queue (<c>basic.reject</c> with requeue).</summary>
    Requeued = 3,

    /// <summary>
    /// Acknowledged, after a copy was published that comes back for the next attempt: the queue has a <see cref="RetryAttribute"/>.
    /// </summary>
    Retried = 4,

    /// <summary>
    /// Dead-lettered after its last attempt: it was rejected in a queue with a <see cref="RetryAttribute"/>, or put back into one whose delivery
    /// limit it had reached (<c>basic.reject</c>).
    /// </summary>
    Parked = 5,
}
