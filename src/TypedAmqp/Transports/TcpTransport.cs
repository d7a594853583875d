using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace TypedAmqp.Transports;

/// <summary>Opens TCP connections, without Nagle's delay: the connection itself collects small frames into few writes.</summary>
internal static class TcpTransport
{
    /// <summary>Connects to the host, trying each address that its name has, in order.</summary>
    /// <exception cref="SocketException">No address accepted the connection, or the name is unknown.</exception>
    public static async ValueTask<IDuplexPipe> ConnectAsync(string host, int port, CancellationToken cancellationToken) =>
        new StreamTransport(new NetworkStream(await ConnectSocketAsync(host, port, cancellationToken).ConfigureAwait(false), ownsSocket: true));

    internal static async ValueTask<Socket> ConnectSocketAsync(string host, int port, CancellationToken cancellationToken)
    {
        // A socket without an address family speaks IPv4 and IPv6, and tries every address of the name.
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            EndPoint remote = IPAddress.TryParse(host, out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
