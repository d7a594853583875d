using System.IO.Pipelines;
using System.Net.Sockets;
using System.Security.Authentication;
using TypedAmqp.Protocol;
using TypedAmqp.Transports;

namespace TypedAmqp.Connections;

/// <summary>What can go wrong before a connection is open, in one sentence each: the value, what is wrong with it, what to do.</summary>
internal static class ConnectErrors
{
    public static string Where(AmqpConnectionOptions options) => options.Transport is null
        ? $"{options.Endpoint.Scheme}://{options.Endpoint.Host}:{options.Endpoint.Port}"
        : "the given transport";

    public static async ValueTask<IDuplexPipe> OpenTransportAsync(AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return options.Transport is AmqpTransport transport
                ? await transport(cancellationToken).ConfigureAwait(false)
                : await ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new AmqpConnectException(Describe(options, e), innerException: e);
        }
        catch (AuthenticationException e)
        {
            throw new AmqpConnectException(
                $"The TLS handshake with {Where(options)} failed: {e.Message} The certificate must be valid for '{options.Endpoint.DnsSafeHost}' and issued by an authority that this machine trusts; Tls in the connection's options can say otherwise.",
                innerException: e);
        }
        catch (IOException e)
        {
            throw new AmqpConnectException($"The transport to {Where(options)} could not be opened: {e.Message}", innerException: e);
        }
    }

    public static AmqpConnectException TimedOut(AmqpConnectionOptions options) => new(
        $"The broker at {Where(options)} did not complete the handshake within {options.ConnectTimeout.TotalSeconds} s: is it a broker, and not overloaded? ConnectTimeout allows longer.");

    public static AmqpConnectException OtherVersion(AmqpConnectionOptions options, string version) => new(
        $"The broker at {Where(options)} speaks AMQP {version}, and this client speaks 0-9-1: connect to its AMQP 0-9-1 listener.", ReplyCode.NotImplemented);

    public static AmqpConnectException NotAmqp(AmqpConnectionOptions options, string what, Exception? cause = null) => new(
        $"What listens at {Where(options)} does not speak AMQP 0-9-1 properly: {what}. Is it the right port?", ReplyCode.UnexpectedFrame, cause);

    /// <summary>The transport ended. A broker that is older, or hides why, does so when it refuses a login.</summary>
    public static AmqpConnectException Lost(AmqpConnectionOptions options, bool loggingIn, Exception? cause) => loggingIn
        ? new($"The broker at {Where(options)} closed the connection when user '{options.UserName}' logged in: check user name and password.", ReplyCode.AccessRefused, cause)
        : new($"The broker at {Where(options)} closed the connection during the handshake: its log says why.", innerException: cause);

    public static AmqpConnectException Refused(AmqpConnectionOptions options, CloseReason reason)
    {
        string said = $"({(int)reason.ReplyCode} {reason.ReplyText})";
        string message = reason.ReplyCode switch
        {
            ReplyCode.AccessRefused =>
                $"The broker at {Where(options)} refused the login of user '{options.UserName}': check user name and password{GuestHint(options)} {said}.",
            ReplyCode.NotAllowed or ReplyCode.NotFound or ReplyCode.InvalidPath =>
                $"The broker at {Where(options)} does not let user '{options.UserName}' into virtual host '{options.VirtualHost}': check that it exists and that the user has permissions there {said}.",
            _ => $"The broker at {Where(options)} refused the connection: {(int)reason.ReplyCode} {reason.ReplyText}.",
        };
        return new AmqpConnectException(message, reason.ReplyCode);
    }

    private static ValueTask<IDuplexPipe> ConnectAsync(AmqpConnectionOptions options, CancellationToken cancellationToken)
    {
        Uri endpoint = options.Endpoint;
        return endpoint.Scheme switch
        {
            "amqp" => TcpTransport.ConnectAsync(endpoint.DnsSafeHost, endpoint.Port, cancellationToken),
            "amqps" => TlsTransport.ConnectAsync(endpoint.DnsSafeHost, endpoint.Port, options.Tls, cancellationToken),
            _ => throw new AmqpConnectException($"The endpoint has the scheme '{endpoint.Scheme}': use amqp:// or amqps://."),
        };
    }

    private static string GuestHint(AmqpConnectionOptions options) => options.UserName == "guest" && !options.Endpoint.IsLoopback
        ? "; guest may log in from the broker's own machine only"
        : "";

    private static string Describe(AmqpConnectionOptions options, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"Nothing accepts connections at {Where(options)}: is the broker running, and is it the right port?",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            $"The host name '{options.Endpoint.DnsSafeHost}' is unknown: check the spelling, or the name service.",
        _ => $"No connection to {Where(options)}: {e.Message}.",
    };
}
