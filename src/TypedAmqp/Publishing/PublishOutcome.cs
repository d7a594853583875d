namespace TypedAmqp;

/// <summary>How a publish ended.</summary>
public enum PublishOutcome
{
    /// <summary>Written, on a channel without publisher confirms: what became of it is not known.</summary>
    Sent,

    /// <summary>The broker took responsibility: <c>basic.ack</c>.</summary>
    Confirmed,

    /// <summary>The message was mandatory and no queue was there to take it: <c>basic.return</c>. It is nowhere.</summary>
    Returned,

    /// <summary>
    /// The broker refused responsibility: <c>basic.nack</c>, e.g. because a queue is full and rejects. It may be in some of the queues.
    /// </summary>
    Rejected,

    /// <summary>No answer came: the deadline passed, or the connection or channel was lost first. The message may have arrived, or not.</summary>
    Unknown,
}
