using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TypedAmqp.Transports;

/// <summary>Opens TLS connections. The certificate's name and issuer are checked, unless the options say otherwise.</summary>
internal static class TlsTransport
{
    /// <summary>Connects to the host and authenticates it.</summary>
    /// <exception cref="SocketException">No address accepted the connection, or the name is unknown.</exception>
    /// <exception cref="AuthenticationException">The certificate is not valid for the host, not trusted, or no protocol version is common.</exception>
    public static async ValueTask<IDuplexPipe> ConnectAsync(
        string host, int port, SslClientAuthenticationOptions? options, CancellationToken cancellationToken)
    {
        options ??= new SslClientAuthenticationOptions();
        if (string.IsNullOrEmpty(options.TargetHost))
        {
            options.TargetHost = host;
        }

        Socket socket = await TcpTransport.ConnectSocketAsync(host, port, cancellationToken).ConfigureAwait(false);
        SslStream stream = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return new StreamTransport(stream);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
