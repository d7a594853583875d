using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TypedAmqp.Transports;

/// <summary>Opens TLS connections. The certificate's name and issuer are checked, unless the options say otherwise.</summary>
internal static class TlsTransport
{
    // What the first octet of a TLS record can be while hands are shaken. RFC 8446, section 5.1.
    private const byte Alert = 21;
    private const byte Handshake = 22;

    /// <summary>Connects to the host and authenticates it.</summary>
    /// <exception cref="SocketException">No address accepted the connection, or the name is unknown.</exception>
    /// <exception cref="NoTlsException">What listens there does not speak TLS.</exception>
    /// <exception cref="AuthenticationException">
    /// The certificate is not valid for the host, not trusted, or no protocol version is common.
    /// </exception>
    public static async ValueTask<IDuplexPipe> ConnectAsync(
        string host, int port, SslClientAuthenticationOptions? options, CancellationToken cancellationToken)
    {
        Socket socket = await TcpTransport.ConnectSocketAsync(host, port, cancellationToken).ConfigureAwait(false);
        FirstOctetsStream octets = new(new NetworkStream(socket, ownsSocket: true));
        SslStream stream = new(octets);
        try
        {
            await stream.AuthenticateAsClientAsync(For(host, options), cancellationToken).ConfigureAwait(false);
            return new StreamTransport(stream);
        }
        catch (Exception e) when (e is AuthenticationException or IOException && !octets.First.IsEmpty && octets.First[0] is not (Handshake or Alert))
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new NoTlsException(isAmqp: octets.First.SequenceEqual("AMQP"u8), e);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The options for one host: what the program gave is used for others, too, and is not changed.</summary>
    private static SslClientAuthenticationOptions For(string host, SslClientAuthenticationOptions? given)
    {
        given ??= new SslClientAuthenticationOptions();
        if (!string.IsNullOrEmpty(given.TargetHost))
        {
            return given;
        }

        SslClientAuthenticationOptions options = new()
        {
            TargetHost = host,
            AllowRenegotiation = given.AllowRenegotiation,
            AllowTlsResume = given.AllowTlsResume,
            ApplicationProtocols = given.ApplicationProtocols,
            CertificateChainPolicy = given.CertificateChainPolicy,
            CertificateRevocationCheckMode = given.CertificateRevocationCheckMode,
            CipherSuitesPolicy = given.CipherSuitesPolicy,
            ClientCertificateContext = given.ClientCertificateContext,
            ClientCertificates = given.ClientCertificates,
            EnabledSslProtocols = given.EnabledSslProtocols,
            EncryptionPolicy = given.EncryptionPolicy,
            LocalCertificateSelectionCallback = given.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = given.RemoteCertificateValidationCallback,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            options.AllowRsaPkcs1Padding = given.AllowRsaPkcs1Padding;
            options.AllowRsaPssPadding = given.AllowRsaPssPadding;
        }

        return options;
    }
}
