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
                $"The TLS handshake with {Where(options)} failed: {e.Message} The certificate must be valid for '{options.Endpoint.DnsSafeHost}', not expired, "
                + "and issued by an authority that this machine trusts; Tls in the connection's options can say otherwise.",
                innerException: e);
        }
        catch (NoTlsException e)
        {
            throw new AmqpConnectException(
                $"What listens at {Where(options)} does not speak TLS{(e.IsAmqp ? ", but AMQP without it" : "")}: use amqp://, or the port on which the broker speaks TLS (5671 as a rule).",
                innerException: e);
        }
        catch (IOException e)
        {
            throw new AmqpConnectException($"The transport to {Where(options)} could not be opened: {e.Message}", innerException: e);
        }
    }

    /// <summary>None of several endpoints could be connected to.</summary>
    public static AmqpConnectException All(IReadOnlyList<AmqpConnectException> failures) => new(
        $"None of the {failures.Count} endpoints could be connected to. {string.Join(" ", failures.Select(static failure => failure.Message))}",
        failures[^1].ReplyCode,
        new AggregateException(failures));

    /// <summary>The program could not say who it is.</summary>
    public static AmqpConnectException NoCredentials(AmqpConnectionOptions options, Exception e) =>
        new($"The credentials for {Where(options)} could not be had: {e.Message}", ReplyCode.AccessRefused, e);

    public static AmqpConnectException TimedOut(AmqpConnectionOptions options) => new(
        $"The broker at {Where(options)} did not complete the handshake within {options.ConnectTimeout.TotalSeconds} s: is it a broker, and not overloaded? ConnectTimeout allows longer.");

    public static AmqpConnectException OtherVersion(AmqpConnectionOptions options, string version) => new(
        $"The broker at {Where(options)} speaks AMQP {version}, and this client speaks 0-9-1: connect to its AMQP 0-9-1 listener.",
        ReplyCode.NotImplemented);

    public static AmqpConnectException NotAmqp(AmqpConnectionOptions options, string what, Exception? cause = null) => new(
        $"What listens at {Where(options)} does not speak AMQP 0-9-1 properly: {what}. Is it the right port?", ReplyCode.UnexpectedFrame, cause);

    /// <summary>The transport ended before anything came.</summary>
    public static AmqpConnectException Silent(AmqpConnectionOptions options) => new(
        $"What listens at {Where(options)} closed the connection without a word: its log says why. {(options.Endpoint.Scheme == "amqps"
            ? "It may ask for a certificate of the client, or for another one than Tls in the connection's options gives it."
            : "A port on which TLS is spoken may do so; amqps:// is for those.")}");

    /// <summary>The transport ended. A broker that is older, or hides why, does so when it refuses a login.</summary>
    public static AmqpConnectException Lost(AmqpConnectionOptions options, bool loggingIn, Exception? cause) => loggingIn
        ? new(
            $"The broker at {Where(options)} closed the connection when {Who(options)} logged in: check {WhatToCheck(options)}.",
            ReplyCode.AccessRefused,
            cause)
        : new($"The broker at {Where(options)} closed the connection during the handshake: its log says why.", innerException: cause);

    public static AmqpConnectException Refused(AmqpConnectionOptions options, CloseReason reason)
    {
        string said = $"({(int)reason.ReplyCode} {reason.ReplyText})";
        string message = reason.ReplyCode switch
        {
            ReplyCode.AccessRefused =>
                $"The broker at {Where(options)} refused the login of {Who(options)}: check {WhatToCheck(options)}{GuestHint(options)} {said}.",
            ReplyCode.NotAllowed or ReplyCode.NotFound or ReplyCode.InvalidPath =>
                $"The broker at {Where(options)} does not let {Who(options)} into virtual host '{options.VirtualHost}': check that it exists and that the user has permissions there {said}.",
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

    private static string Who(AmqpConnectionOptions options) => options.Mechanism switch
    {
        LoginMechanism.External => "the user of the client's certificate",
        LoginMechanism.Anonymous => "the anonymous user",
        _ => $"user '{options.UserName}'",
    };

    private static string WhatToCheck(AmqpConnectionOptions options) => options.Mechanism switch
    {
        LoginMechanism.External => "the certificate in Tls, and which users the broker makes of certificates",
        LoginMechanism.Anonymous => "whether the broker lets anonymous users in",
        _ => "user name and password",
    };

    private static string GuestHint(AmqpConnectionOptions options) => Who(options) == "user 'guest'" && !options.Endpoint.IsLoopback
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
