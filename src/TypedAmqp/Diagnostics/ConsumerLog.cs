using Microsoft.Extensions.Logging;

namespace TypedAmqp.Diagnostics;

/// <summary>
/// What the log says of consumers, calls, the first connection and what was changed on the broker. Numbers are never used again; those below 10 are
/// the host's.
/// </summary>
internal static partial class ConsumerLog
{
    [LoggerMessage(
        10,
        LogLevel.Error,
        "The handler of a message of type '{Type}' under '{RoutingKey}' from queue '{Queue}' failed: {Outcome}.",
        EventName = "HandlerFailed")]
    public static partial void HandlerFailed(ILogger logger, string type, string routingKey, string queue, string outcome, Exception exception);

    [LoggerMessage(
        11,
        LogLevel.Error,
        "A message of type '{Type}' under '{RoutingKey}' from queue '{Queue}' cannot be read: {Outcome}.",
        EventName = "Undecodable")]
    public static partial void Undecodable(ILogger logger, string type, string routingKey, string queue, string outcome, Exception exception);

    [LoggerMessage(
        12,
        LogLevel.Warning,
        "A handler of queue '{Queue}' has taken {Timeout}: it is asked to give up, and waited for.",
        EventName = "HandlerOverdue")]
    public static partial void HandlerOverdue(ILogger logger, string queue, TimeSpan timeout);

    [LoggerMessage(13, LogLevel.Debug, "A reply came for a call that nobody waits for (any more): it is dropped.", EventName = "UnknownReply")]
    public static partial void UnknownReply(ILogger logger);

    [LoggerMessage(14, LogLevel.Warning, "There is no connection yet, and it is tried again: {Problem}", EventName = "NotConnectedYet")]
    public static partial void NotConnectedYet(ILogger logger, string problem);

    [LoggerMessage(15, LogLevel.Warning, "{Difference}", EventName = "Changed")]
    public static partial void Changed(ILogger logger, string difference);

    [LoggerMessage(16, LogLevel.Error, "What a handler of queue '{Queue}' does when it is asked to give up failed.", EventName = "GivingUpFailed")]
    public static partial void GivingUpFailed(ILogger logger, string queue, Exception exception);

    [LoggerMessage(
        17,
        LogLevel.Error,
        "A failure in queue '{Queue}' could not be reported: OnConsumeFailure, or the log, threw.",
        EventName = "ReportingFailed")]
    public static partial void ReportingFailed(ILogger logger, string queue, Exception exception);

    [LoggerMessage(18, LogLevel.Error, "A handler of StatusChanged threw.", EventName = "TellingFailed")]
    public static partial void TellingFailed(ILogger logger, Exception exception);
}
