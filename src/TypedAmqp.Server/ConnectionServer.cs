using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using TypedAmqp.Broker;

namespace TypedAmqp.Server;

/// <summary>Hands a connection that Kestrel accepted to the broker, and says in the log when it came and went.</summary>
internal sealed partial class ConnectionServer(Broker.Broker broker, ILoggerFactory loggerFactory)
{
    private readonly ILogger _logger = loggerFactory.CreateLogger("TypedAmqp.Server");

    public async Task ServeAsync(ConnectionContext connection)
    {
        ConnectionInfo peer = new($"{connection.RemoteEndPoint} -> {connection.LocalEndPoint}", IsLoopback(connection.RemoteEndPoint));
        LogAccepted(peer.Name);
        await broker.ServeAsync(connection.Transport, peer, connection.ConnectionClosed).ConfigureAwait(false);
        LogEnded(peer.Name);
    }

    private static bool IsLoopback(EndPoint? peer) => peer is IPEndPoint { Address: { } address }
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    [LoggerMessage(LogLevel.Debug, "accepted connection {Connection}")]
    private partial void LogAccepted(string connection);

    [LoggerMessage(LogLevel.Debug, "connection {Connection} has ended")]
    private partial void LogEnded(string connection);
}
