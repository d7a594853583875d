using System.Net.Security;
using System.Text;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>Where to connect, as whom, and what to propose to the broker.</summary>
public sealed record AmqpConnectionOptions
{
    /// <summary>Scheme, host and port; <c>amqp://localhost:5672</c> unless set. The scheme is <c>amqp</c>, or <c>amqps</c> for TLS.</summary>
    /// <remarks>User, password, virtual host and query in this URI are not looked at: <see cref="Parse"/> takes them apart.</remarks>
    public Uri Endpoint { get; init; } = new("amqp://localhost:5672");

    /// <summary>
    /// Several endpoints, as those of a cluster's nodes, which are tried one after the other until one answers; each has
    /// <see cref="ConnectTimeout"/>. Where there are any, <see cref="Endpoint"/> does not count. None unless set.
    /// </summary>
    public IReadOnlyList<Uri> Endpoints { get; init; } = [];

    /// <summary>In which order several endpoints are tried; shuffled unless set.</summary>
    public EndpointOrder EndpointOrder { get; init; }

    /// <summary>How the client says who it is; with user and password unless set.</summary>
    public LoginMechanism Mechanism { get; init; }

    /// <summary>
    /// Gives user and password, instead of <see cref="UserName"/> and <see cref="Password"/>: asked for each connection, and again before what it
    /// gave expires.
    /// </summary>
    public Func<CancellationToken, ValueTask<AmqpCredentials>>? Credentials { get; init; }

    /// <summary>The user; <c>guest</c> unless set.</summary>
    public string UserName { get; init; } = "guest";

    /// <summary>The password; <c>guest</c> unless set. It never appears in a message, a log or <see cref="object.ToString"/>.</summary>
    public string Password { get; init; } = "guest";

    /// <summary>The virtual host; <c>/</c> unless set.</summary>
    public string VirtualHost { get; init; } = "/";

    /// <summary>The greatest number of channels to ask for; 2047 unless set. 0 leaves it to the broker.</summary>
    public ushort ChannelMax { get; init; } = 2047;

    /// <summary>The greatest frame to ask for, in octets, its 8 octets of framing included; 131072 unless set. 0 leaves it to the broker.</summary>
    public uint FrameMax { get; init; } = 131072;

    /// <summary>
    /// The heartbeat to ask for, in whole seconds; 60 s unless set. The lower of this and the broker's wish is used, and a connection over
    /// which nothing arrived for twice that time is taken to be lost. <see cref="TimeSpan.Zero"/> turns heartbeats off.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long opening the transport and the handshake may take together; 30 s unless set, zero for any time.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the broker may take to answer a synchronous method such as <c>queue.declare</c>; 20 s unless set.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a polite close waits for the broker's agreement before the transport is cut; 5 s unless set.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The greatest message body that is accepted from the broker, in octets; 512 MiB unless set, RabbitMQ's own hard limit.</summary>
    public int MaxBodySize { get; init; } = 512 * 1024 * 1024;

    /// <summary>A name for this connection, which brokers show in their lists; <c>connection_name</c> of the client properties.</summary>
    public string? ClientName { get; init; }

    /// <summary>
    /// How TLS is spoken to an <c>amqps</c> endpoint: client certificates, own authorities. Null checks the broker's certificate against its host
    /// name and the authorities that the machine trusts. A <see cref="SslClientAuthenticationOptions.TargetHost"/> that is not set becomes the
    /// endpoint's host.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Opens the octet stream, instead of TCP or TLS to <see cref="Endpoint"/>.</summary>
    public AmqpTransport? Transport { get; init; }

    /// <summary>The clock of every timeout and heartbeat.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Reads an <c>amqp://</c> or <c>amqps://</c> URI by the rules of RabbitMQ's URI specification.</summary>
    /// <remarks>
    /// User, password and virtual host are percent-decoded. The virtual host is one segment, so that <c>/</c> within its name is written
    /// <c>%2f</c>; without one, or with an empty one (<c>amqp://host/</c>), it is <c>/</c>. The query takes <c>heartbeat</c> (seconds),
    /// <c>channel_max</c>, <c>connection_timeout</c> (milliseconds) and <c>auth_mechanism</c> (plain, amqplain, external, anonymous); any other key
    /// is refused. Several hosts are separated by commas, as in <c>amqp://user:secret@one:5672,two:5672/vhost</c>.
    /// </remarks>
    /// <param name="uri">For example <c>amqp://user:secret@host:5672/vhost?heartbeat=10</c>.</param>
    /// <exception cref="FormatException">The URI cannot be used. The message names what is wrong, and never the password.</exception>
    public static AmqpConnectionOptions Parse(string uri) => AmqpUri.Parse(uri);

    /// <summary>The options for each endpoint, in the order in which they are tried. A transport that was given stands for all.</summary>
    internal AmqpConnectionOptions[] ForEachEndpoint()
    {
        if (Endpoints.Count == 0 || Transport is not null)
        {
            return [this];
        }

        Uri[] endpoints = [.. Endpoints];
        if (EndpointOrder == EndpointOrder.Shuffled)
        {
            Random.Shared.Shuffle(endpoints);
        }

        return [.. endpoints.Select(endpoint => this with { Endpoint = endpoint })];
    }

    /// <exception cref="ArgumentOutOfRangeException">A value makes no sense.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Endpoint);
        ArgumentNullException.ThrowIfNull(Endpoints);
        Timeouts.Validate(ConnectTimeout > TimeSpan.Zero ? ConnectTimeout : Timeout.InfiniteTimeSpan, nameof(ConnectTimeout));
        Timeouts.Validate(RequestTimeout, nameof(RequestTimeout));
        Timeouts.Validate(CloseTimeout, nameof(CloseTimeout));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBodySize);
        if (FrameMax is > 0 and < FrameFormat.MinimumFrameMax)
        {
            throw new ArgumentOutOfRangeException(
                nameof(FrameMax), FrameMax,
                $"{nameof(FrameMax)} is {FrameMax}: {FrameFormat.MinimumFrameMax} octets are the least (section 4.2.3 of the specification).");
        }
    }

    /// <summary>Everything but the password.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        IEnumerable<Uri> endpoints = Endpoints.Count == 0 ? [Endpoint] : Endpoints;
        builder.Append(
            $"Endpoint = {string.Join(",", endpoints.Select(static endpoint => $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.Port}"))}, UserName = {UserName}, VirtualHost = {VirtualHost}, ");
        builder.Append($"ChannelMax = {ChannelMax}, FrameMax = {FrameMax}, Heartbeat = {Heartbeat}, ClientName = {ClientName}");
        return true;
    }
}
