using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>How a publish ended, and what the broker said about it.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ReplyCode">
/// For <see cref="PublishOutcome.Returned"/> the broker's code (312, no route); for <see cref="PublishOutcome.Unknown"/> the code of the close, when
/// one was the cause; else <see cref="ReplyCode.Success"/>.
/// </param>
/// <param name="ReplyText">A sentence for people, or null when the message was confirmed.</param>
public readonly record struct PublishResult(PublishOutcome Outcome, ReplyCode ReplyCode, string? ReplyText)
{
    internal static readonly PublishResult Sent = new(PublishOutcome.Sent, ReplyCode.Success, null);

    internal static readonly PublishResult Confirmed = new(PublishOutcome.Confirmed, ReplyCode.Success, null);

    internal static readonly PublishResult Rejected = new(
        PublishOutcome.Rejected, ReplyCode.Success, "The broker rejected the message (basic.nack).");

    /// <summary>Whether nothing speaks against the message having arrived: it is confirmed, or sent on a channel without confirms.</summary>
    public bool IsSuccess => Outcome is PublishOutcome.Confirmed or PublishOutcome.Sent;

    /// <summary>Whether its deadline passed: no close of a channel or connection was the cause.</summary>
    internal bool IsLate => Outcome == PublishOutcome.Unknown && ReplyCode == ReplyCode.Success;

    /// <summary>It was never published, because the broker took nothing of those before it within their time.</summary>
    internal static readonly PublishResult NotBegun = new(
        PublishOutcome.Unknown, ReplyCode.Success, "It was never sent: one of the messages before it in its batch did not end within its deadline.");
}
