using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>The channel is closed, while its connection goes on. What was asked of it cannot be done; open another one.</summary>
/// <param name="reason">Why it is closed.</param>
/// <param name="channel">The number of the channel.</param>
public sealed class AmqpChannelClosedException(CloseReason reason, int channel)
    : AmqpChannelException(reason.ReplyCode, $"Channel {channel} is {reason}.", reason.FailingMethod, reason.Cause)
{
    /// <summary>Why it is closed, in the broker's words when it was the broker.</summary>
    public CloseReason Reason { get; } = reason;
}
