namespace TypedAmqp;

/// <summary>
/// Says that a message whose handler throws is tried again: it waits in a queue of the broker, then comes back behind the others, with the number of
/// the attempt in <see cref="Delivery.Attempt"/> and in the header <c>retry-attempt</c>. After the last attempt it goes where the queue's
/// <see cref="DeadLetterAttribute{TExchange}"/> says, and without one to the queue of this one's name with the suffix <c>.parked</c>.
/// </summary>
/// <remarks>
/// For a queue <c>billing</c> these are declared besides: for each delay a queue <c>billing.retry.5s</c> whose messages expire after it; the headers
/// exchange <c>billing.retry</c> that leads there by the attempt's number; and the fanout exchange <c>billing.retried</c> that leads back. The
/// routing key stays.
/// </remarks>
/// <param name="delays">
/// How long the message waits before each further attempt, in milliseconds, written with the constants of <see cref="Duration"/>. Without any: 1 s,
/// 10 s, 1 minute.
/// </param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RetryAttribute(params long[] delays) : Attribute
{
    /// <summary>How long the message waits before each further attempt, in milliseconds.</summary>
    public long[] Delays { get; } = delays;

    /// <summary>
    /// How many attempts there are in all, the first included; beyond the delays the last one is used again. Without it one more than there are
    /// delays.
    /// </summary>
    public int Attempts { get; set; }
}
