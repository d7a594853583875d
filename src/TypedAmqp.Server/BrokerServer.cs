using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using TypedAmqp.Server.Management;

namespace TypedAmqp.Server;

/// <summary>The broker on sockets: Kestrel listens, and hands each connection to the broker. It needs no host and no container.</summary>
public sealed class BrokerServer : IAsyncDisposable
{
    private readonly BrokerServerOptions _options;
    private readonly KestrelServer _kestrel;
    private readonly BrokerViews _views;
    private readonly Lock _gate = new();
    private Task? _stopped;

    private BrokerServer(BrokerServerOptions options, Broker.Broker broker, BrokerViews views, KestrelServer kestrel)
    {
        _views = views;
        _options = options;
        _kestrel = kestrel;
        Broker = broker;
    }

    /// <summary>The broker behind the listeners.</summary>
    public Broker.Broker Broker { get; }

    /// <summary>The addresses that it listens on, with the ports that it really has.</summary>
    public IReadOnlyList<IPEndPoint> Endpoints { get; private init; } = [];

    /// <summary>The address of the management API, with the port that it really has; null when there is none.</summary>
    public IPEndPoint? ManagementEndpoint { get; private init; }

    /// <summary>Starts a server. It accepts connections when this completes.</summary>
    /// <param name="options">Where to listen, and what to serve; the defaults if null.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ListenException">An address cannot be listened on: its port is in use, or it is none of this machine's.</exception>
    /// <exception cref="ArgumentException">A setting of the broker is out of its range, or there is no address to listen on.</exception>
    public static async Task<BrokerServer> StartAsync(BrokerServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new BrokerServerOptions();
        if (options.Listen.Count == 0)
        {
            throw new ArgumentException("There is no address to listen on.", nameof(options));
        }

        Broker.Broker broker = new(options.Broker);
        ConnectionServer connections = new(broker, options.Broker.LoggerFactory);
        KestrelServerOptions kestrelOptions = new() { AddServerHeader = false };
        kestrelOptions.Limits.MaxConcurrentConnections = options.MaxConnections;
        List<ListenOptions> listeners = [];
        ListenOptions? management = null;
        foreach (IPEndPoint endpoint in options.Listen)
        {
            kestrelOptions.Listen(endpoint, listener =>
            {
                listener.Protocols = HttpProtocols.None;
                listener.Use(_ => connections.ServeAsync);
                listeners.Add(listener);
            });
        }

        if (options.Management is { } address)
        {
            kestrelOptions.Listen(address, listener =>
            {
                listener.Protocols = HttpProtocols.Http1;
                management = listener;
            });
        }

        BrokerViews views = new(broker, () => [.. listeners.Select(static listener => ("amqp", listener.IPEndPoint!)), .. management is null
            ? Array.Empty<(string, IPEndPoint)>()
            : [("http", management.IPEndPoint!)]]);
        KestrelServer kestrel = new(Options.Create(kestrelOptions), new BlockTransport(options.Broker.LoggerFactory), options.Broker.LoggerFactory);
        try
        {
            await kestrel.StartAsync(new ManagementApplication(broker, views), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            kestrel.Dispose();
            views.Dispose();
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new BrokerServer(options, broker, views, kestrel)
        {
            Endpoints = [.. listeners.Select(static listener => listener.IPEndPoint!)],
            ManagementEndpoint = management?.IPEndPoint,
        };
    }

    /// <summary>Stops listening, and ends every connection. May be called more than once.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _stopped ??= StopOnceAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _kestrel.Dispose();
    }

    private async Task StopOnceAsync()
    {
        using CancellationTokenSource timeout = new(_options.StopTimeout);

        // It stops accepting at once, and waits for the connections, which the broker ends.
        Task kestrelStopped = _kestrel.StopAsync(timeout.Token);
        await Broker.DisposeAsync().ConfigureAwait(false);
        await kestrelStopped.ConfigureAwait(false);
        _views.Dispose();
    }
}
