using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TypedAmqp.Hosting;

/// <summary>Connects the bus before other services start, subscribes its consumers with them, and stops both with the host.</summary>
internal sealed class BusService : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>Hosts and brokers are often started together, in any order.</summary>
    private static readonly TimeSpan PatienceWithTheFirstConnection = TimeSpan.FromSeconds(30);

    private readonly BusRegistrations _registrations;
    private readonly IServiceProvider _provider;
    private readonly ILogger _logger;
    private volatile bool _isStopping;

    public BusService(AmqpBusOptions options, BusRegistrations registrations, IServiceProvider provider, ILoggerFactory loggers)
    {
        _registrations = registrations;
        _provider = provider;
        _logger = loggers.CreateLogger<AmqpBus>();
        Bus = AmqpBus.Create(options with
        {
            LoggerFactory = options.LoggerFactory ?? loggers,
            Recovery = options.Recovery with { ConnectWithin = options.Recovery.ConnectWithin ?? PatienceWithTheFirstConnection },
        });
    }

    /// <summary>The bus, which the host connects when it starts: it makes its services, some of which want the bus, before that.</summary>
    public AmqpBus Bus { get; }

    public IReadOnlyList<ConsumerSubscription> Subscriptions { get; private set; } = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await Bus.ConnectAsync(cancellationToken).ConfigureAwait(false);
        Uri endpoint = Bus.Connection.Endpoint;
        BusLog.Connected(_logger, $"{endpoint.Host}:{endpoint.Port}", Bus.Options.Topology?.Descriptor.Name ?? "");
        Bus.StatusChanged += OnStatus;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Subscriptions = await _registrations.SubscribeAsync(Bus, _provider, cancellationToken).ConfigureAwait(false);
        if (Bus.Options.Topology is { } topology)
        {
            LogWhatIsLeftOut(topology.Descriptor);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Services stop in the reverse order of their start: those that were added before the bus, and that handlers may use, still run. Handlers finish,
    // and are asked to give up when the host's patience ends.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        return Task.WhenAll(Subscriptions.Select(subscription => subscription.StopAsync(cancellationToken)));
    }

    public async Task StoppedAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await Bus.DisposeAsync().ConfigureAwait(false);
    }

    private void LogWhatIsLeftOut(TopologyDescriptor topology)
    {
        if (_registrations.NotConsumedOf(topology) is { Length: > 0 } queues)
        {
            BusLog.NotConsumed(_logger, string.Join(", ", queues));
        }

        if (_registrations.NotServedOf(topology) is { Length: > 0 } services)
        {
            BusLog.NotServed(_logger, string.Join(", ", services));
        }
    }

    private void OnStatus(AmqpBusStatus status)
    {
        if (status.IsHealthy)
        {
            // Where a consumer that was missed is stopped, nothing has come back.
            if (!_isStopping)
            {
                BusLog.Healthy(_logger);
            }
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
