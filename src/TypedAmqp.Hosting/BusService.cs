using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TypedAmqp.Hosting;

/// <summary>Connects the bus before other services start, subscribes its consumers with them, and stops both with the host.</summary>
internal sealed class BusService(
    AmqpBusOptions options, BusRegistrations registrations, IServiceProvider provider, ILoggerFactory loggers)
    : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>Hosts and brokers are often started together, in any order.</summary>
    private static readonly TimeSpan PatienceWithTheFirstConnection = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = loggers.CreateLogger<AmqpBus>();
    private AmqpBus? _bus;
    private volatile bool _isStopping;

    /// <summary>The bus.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public AmqpBus Bus => _bus ?? throw new InvalidOperationException("The bus is not connected: the host has not started.");

    /// <summary>Whether the bus was connected at all.</summary>
    public bool IsStarted => _bus is not null;

    public IReadOnlyList<ConsumerSubscription> Subscriptions { get; private set; } = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        AmqpBusOptions hosted = options with
        {
            LoggerFactory = options.LoggerFactory ?? loggers,
            Recovery = options.Recovery with { ConnectWithin = options.Recovery.ConnectWithin ?? PatienceWithTheFirstConnection },
        };
        _bus = await AmqpBus.ConnectAsync(hosted, cancellationToken).ConfigureAwait(false);
        BusLog.Connected(_logger, options.Connection.Endpoint.Host, options.Topology?.Descriptor.Name ?? "");
        _bus.StatusChanged += OnStatus;
    }

    public async Task StartAsync(CancellationToken cancellationToken) =>
        Subscriptions = await registrations.SubscribeAsync(Bus, provider, cancellationToken).ConfigureAwait(false);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Services stop in the reverse order of their start: those that were added before the bus, and that handlers may use, still run. Handlers finish, and are
    // asked to give up when the host's patience ends.
    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Subscriptions.Select(subscription => subscription.StopAsync(cancellationToken)));

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        if (_bus is { } bus)
        {
            await bus.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void OnStatus(AmqpBusStatus status)
    {
        if (status.IsHealthy)
        {
            BusLog.Healthy(_logger);
        }
        else if (status.State == AmqpBusState.Impaired)
        {
            BusLog.Impaired(_logger, status.Problem);
        }
        else if (!_isStopping)
        {
            BusLog.ConnectionLost(_logger, status.Problem ?? "the program has closed its connection.");
        }
    }
}
