using Microsoft.Extensions.Logging;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What the broker says of its connections in the log. Names come from clients: nothing in them can begin a new line.</summary>
internal static partial class ConnectionLog
{
    /// <summary>Somebody logged in and chose a virtual host.</summary>
    public static void Opened(this ILogger log, ConnectionInfo peer, string user, string virtualHost) =>
        log.Opened(peer.Name, OneLine(user), virtualHost);

    /// <summary>Somebody may not log in.</summary>
    public static void LoginRefused(this ILogger log, ConnectionInfo peer, string user, string mechanism) =>
        log.LoginRefused(peer.Name, OneLine(user), mechanism);

    /// <summary>A mistake that costs the client its connection.</summary>
    public static void ConnectionError(this ILogger log, ConnectionInfo peer, AmqpConnectionException reason) =>
        log.ConnectionError(peer.Name, (int)reason.ReplyCode, OneLine(ReplyText.Of(reason)));

    /// <summary>A mistake that costs the client a channel.</summary>
    public static void ChannelError(this ILogger log, ConnectionInfo peer, int channel, AmqpChannelException reason) =>
        log.ChannelError(peer.Name, channel, (int)reason.ReplyCode, OneLine(ReplyText.Of(reason)));

    /// <summary>Somebody who speaks something else.</summary>
    public static void NotAmqp(this ILogger log, ConnectionInfo peer) => log.NotAmqp(peer.Name);

    /// <summary>Somebody who did not log in in time.</summary>
    public static void HandshakeTimedOut(this ILogger log, ConnectionInfo peer) => log.HandshakeTimedOut(peer.Name);

    /// <summary>Somebody who gives no sign of life.</summary>
    public static void HeartbeatsMissed(this ILogger log, ConnectionInfo peer, int seconds) => log.HeartbeatsMissed(peer.Name, seconds);

    /// <summary>Somebody whose publishes have to wait.</summary>
    public static void Blocked(this ILogger log, ConnectionInfo peer) => log.Blocked(peer.Name);

    /// <summary>A mistake of the broker.</summary>
    public static void Failed(this ILogger log, ConnectionInfo peer, Exception exception) => log.Failed(peer.Name, exception);

    [LoggerMessage(LogLevel.Information, "connection {Connection}: user '{User}' logged in, virtual host '{VirtualHost}'")]
    private static partial void Opened(this ILogger log, string connection, string user, string virtualHost);

    [LoggerMessage(
        LogLevel.Warning,
        "connection {Connection}: login of user '{User}' by {Mechanism} refused: no such user, wrong password, or not from this machine")]
    private static partial void LoginRefused(this ILogger log, string connection, string user, string mechanism);

    [LoggerMessage(LogLevel.Error, "connection {Connection} closed with an error: {ReplyCode} {ReplyText}")]
    private static partial void ConnectionError(this ILogger log, string connection, int replyCode, string replyText);

    [LoggerMessage(LogLevel.Error, "connection {Connection}, channel {Channel} closed with an error: {ReplyCode} {ReplyText}")]
    private static partial void ChannelError(this ILogger log, string connection, int channel, int replyCode, string replyText);

    [LoggerMessage(LogLevel.Warning, "connection {Connection} does not speak AMQP 0-9-1: closed")]
    private static partial void NotAmqp(this ILogger log, string connection);

    [LoggerMessage(LogLevel.Warning, "connection {Connection} took too long over its handshake, or its end: closed")]
    private static partial void HandshakeTimedOut(this ILogger log, string connection);

    [LoggerMessage(LogLevel.Warning, "connection {Connection} gave no sign of life for twice its heartbeat of {Seconds} s: closed")]
    private static partial void HeartbeatsMissed(this ILogger log, string connection, int seconds);

    [LoggerMessage(LogLevel.Warning, "connection {Connection}: messages hold too much memory, its publishes wait")]
    private static partial void Blocked(this ILogger log, string connection);

    [LoggerMessage(LogLevel.Critical, "connection {Connection} closed: the broker failed")]
    private static partial void Failed(this ILogger log, string connection, Exception exception);

    private static string OneLine(string text) =>
        string.Create(text.Length, text, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(text[i]) ? '?' : text[i];
            }
        });
}
