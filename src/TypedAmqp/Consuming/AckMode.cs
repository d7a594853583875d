namespace TypedAmqp;

/// <summary>Who settles a delivery.</summary>
public enum AckMode
{
    /// <summary>
    /// The subscription: a handler that returns acknowledges; one that throws is tried again as the queue's <see cref="RetryAttribute"/> says, else
    /// requeues while the queue has a delivery limit, and else rejects without requeue, which dead-letters where the queue says so. A handler that
    /// stops because the subscription does requeues.
    /// </summary>
    OnSuccess = 0,

    /// <summary>
    /// The handler, by exactly one of <c>AckAsync</c>, <c>RejectAsync</c>, <c>RequeueAsync</c> and <c>RetryAsync</c>, also after it returned. One
    /// that throws before it has is settled as by <see cref="OnSuccess"/>. What cannot be decoded is still rejected by the subscription.
    /// </summary>
    Manual = 1,

    /// <summary>Nobody: the broker forgets a message once it is sent (<c>no-ack</c>).</summary>
    None = 2,
}
