using System.Net;
using TypedAmqp.Broker;

namespace TypedAmqp.Server;

/// <summary>Where a <see cref="BrokerServer"/> listens, and the broker behind it.</summary>
public sealed record BrokerServerOptions
{
    /// <summary>The port that the specification assigns to AMQP (section 4.1).</summary>
    public const int DefaultPort = 5672;

    /// <summary>Addresses and ports to listen on; port 0 takes one that is free. Default: 127.0.0.1:5672.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, DefaultPort)];

    /// <summary>
    /// Where to listen for HTTP: RabbitMQ's management API below <c>/api/</c>, <c>/metrics</c> for Prometheus, and a page for people. Users log in as
    /// they do over AMQP. Port 0 takes one that is free. Default: nowhere.
    /// </summary>
    public IPEndPoint? Management { get; init; }

    /// <summary>The broker.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>How many connections may be open at a time; more are closed as soon as they are accepted. Default: no limit.</summary>
    public long? MaxConnections { get; init; }

    /// <summary>How long clients may take to go when the server stops, before they are cut off. Default: 5 seconds.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
