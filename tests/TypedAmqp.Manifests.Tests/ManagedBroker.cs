using System.Net;
using TypedAmqp.Broker;
using TypedAmqp.Peers;
using TypedAmqp.Server;

namespace TypedAmqp.Manifests.Tests;

/// <summary>A broker with a management API, and a virtual host of it in which nothing is yet.</summary>
/// <param name="Management">The management API, with user and password.</param>
/// <param name="Amqp">The virtual host over AMQP.</param>
/// <param name="Host">The virtual host's name: one that addresses must escape.</param>
public sealed record ManagedBroker(Uri Management, string Amqp, string Host) : IAsyncDisposable
{
    private BrokerServer? _server;

    /// <summary>Our own, in this process.</summary>
    public static async Task<ManagedBroker> StartOursAsync(string name)
    {
        string host = HostOf(name);
        BrokerServer server = await BrokerServer.StartAsync(new BrokerServerOptions
        {
            Listen = [new IPEndPoint(IPAddress.Loopback, 0)],
            Management = new IPEndPoint(IPAddress.Loopback, 0),
            Broker = new BrokerOptions { VirtualHosts = ["/", host] },
        });
        return new ManagedBroker(
            new Uri($"http://guest:guest@{server.ManagementEndpoint}"), $"amqp://guest:guest@{server.Endpoints[0]}/{Uri.EscapeDataString(host)}",
            host) { _server = server };
    }

    /// <summary>The real RabbitMQ, with a virtual host of its own.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static async Task<ManagedBroker> StartRabbitMqAsync(ManagedRabbitMq rabbit, string name)
    {
        string host = await rabbit.CreateHostAsync(HostOf(name));
        return new ManagedBroker(await rabbit.UriAsync(), (await rabbit.ServerAsync()).UriFor("root", "root", host), host);
    }

    public ManagementApi Connect() => new(Management, Host);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string HostOf(string name) => name + "/ü";
}
