using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>A broker behind a link that a test can break, and buses that restore themselves.</summary>
internal sealed class RecoveryWorld : IAsyncDisposable
{
    private readonly List<AmqpBus> _buses = [];
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(60));

    private RecoveryWorld(TestBroker broker)
    {
        Broker = broker;
        Link = new FaultyLink(PortOf(broker));
    }

    public TestBroker Broker { get; private set; }

    public FaultyLink Link { get; }

    /// <summary>Ends a test that waits for what never comes.</summary>
    public CancellationToken Deadline => _deadline.Token;

    /// <summary>Quick, so that tests are.</summary>
    public static RecoveryOptions Quickly { get; } = new() { FirstDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(20) };

    public AmqpConnectionOptions Connection => new() { Endpoint = Link.Endpoint, CloseTimeout = TimeSpan.FromMilliseconds(100) };

    public static async Task<RecoveryWorld> StartAsync() => new(await TestBroker.StartAsync());

    public async Task<AmqpBus> ConnectAsync(ITopology? topology, Func<AmqpBusOptions, AmqpBusOptions>? configure = null)
    {
        AmqpBusOptions options = new() { Connection = Connection, Topology = topology, Recovery = Quickly };
        AmqpBus bus = await AmqpBus.ConnectAsync(configure?.Invoke(options) ?? options, Deadline);
        _buses.Add(bus);
        return bus;
    }

    /// <summary>A bus that consumes what is in the queue of work.</summary>
    public async Task<(AmqpBus Bus, WorkHandler Handler, ConsumerSubscription Subscription)> ConsumeWorkAsync()
    {
        AmqpBus bus = await ConnectAsync(TestsTopology.Instance);
        WorkHandler handler = new();
        return (bus, handler, await bus.ConsumeAsync(handler, Deadline));
    }

    /// <summary>What is published now is the next that the handler gets.</summary>
    public async Task AssertConsumesAsync(AmqpBus bus, WorkHandler handler)
    {
        await bus.WorkExchange().PublishAsync(new Note("after"), Deadline);
        Assert.Equal(new Note("after"), await handler.Recorder.NextAsync<Note>(Deadline));
    }

    /// <summary>Another broker takes the place of this one, and knows nothing.</summary>
    public async Task RestartAsync()
    {
        TestBroker old = Broker;
        Broker = await TestBroker.StartAsync();
        Link.Target = PortOf(Broker);
        Link.Drop();
        await old.DisposeAsync();
    }

    /// <summary>Waits until a bus is as it should be. Not each change of its status is told: it is looked at, too.</summary>
    public async Task<AmqpBusStatus> WhenAsync(AmqpBus bus, Func<AmqpBusStatus, bool> isSo)
    {
        TaskCompletionSource<AmqpBusStatus> reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bus.StatusChanged += Look;
        Look(bus.Status);
        try
        {
            using PeriodicTimer looks = new(TimeSpan.FromMilliseconds(5));
            while (!reached.Task.IsCompleted && await looks.WaitForNextTickAsync(Deadline))
            {
                Look(bus.Status);
            }

            return await reached.Task;
        }
        finally
        {
            bus.StatusChanged -= Look;
        }

        void Look(AmqpBusStatus status)
        {
            if (isSo(status))
            {
                reached.TrySetResult(status);
            }
        }
    }

    /// <summary>Waits until a bus has another connection than it had, and all of its consumers.</summary>
    public Task<AmqpBusStatus> RestoredAsync(AmqpBus bus, AmqpConnection lost) =>
        WhenAsync(bus, status => status.IsHealthy && bus.Connection != lost);

    public async ValueTask DisposeAsync()
    {
        foreach (AmqpBus bus in _buses)
        {
            await bus.DisposeAsync().AsTask().WaitAsync(ScriptedPeer.Patience);
        }

        await Link.DisposeAsync();
        await Broker.DisposeAsync();
        _deadline.Dispose();
    }

    private static int PortOf(TestBroker broker) => new Uri(broker.Uri).Port;
}
