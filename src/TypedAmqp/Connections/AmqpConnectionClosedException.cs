using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>The connection is closed, so that what was asked of it, or of one of its channels, cannot be done.</summary>
/// <param name="reason">Why it is closed.</param>
public sealed class AmqpConnectionClosedException(CloseReason reason)
    : AmqpConnectionException(reason.ReplyCode, $"The connection is {reason}.", reason.FailingMethod, reason.Cause)
{
    /// <summary>Why it is closed, in the broker's words when it was the broker.</summary>
    public CloseReason Reason { get; } = reason;
}
