using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.EndToEnd;
using TypedAmqp.Tests.Peers;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>A bus that is ended in whatever state: it ends soon, whoever waits is told, and nothing is left behind.</summary>
[Collection(AloneCollection.Name)]
public sealed class EndingTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private static readonly (string Name, Func<AmqpBus, Task> End)[] Ends =
    [
        ("disposed", static bus => bus.DisposeAsync().AsTask()),
        ("stopped", static bus => bus.StopAsync()),
        ("stopped without patience", static bus => bus.StopAsync(new CancellationToken(canceled: true))),
        ("stopped and disposed by many", static bus => Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Task.Run(() => i % 2 == 0 ? bus.StopAsync() : bus.DisposeAsync().AsTask())))),
    ];

    /// <summary>Where the octets of the broker stop: in the handshake, the topology, the channels, the consumers, or behind them all.</summary>
    private static readonly int[] Octets = [0, 400, 600, 900, 1300, 1700, 100_000];

    [Fact]
    public async Task WhileItConnectsForTheFirstTime() => await AllAsync(async (octets, end) =>
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        VirtualClock clock = new();
        world.Link.StallAfter(octets);
        AmqpBus bus = AmqpBus.Create(Options(world, clock));
        Task connecting = bus.ConnectAsync();
        Task[] waiting = [connecting, .. Use(bus)];
        await WhenAsync(world, () => world.Link.IsStalled || connecting.IsCompleted);
        await EndAsync(bus, clock, end, waiting);
    });

    [Fact]
    public async Task WhileItRestoresWhatWasLost() => await AllAsync(async (octets, end) =>
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        VirtualClock clock = new();
        AmqpBus bus = await AmqpBus.ConnectAsync(Options(world, clock), world.Deadline);
        ConsumerSubscription work = await bus.ConsumeAsync(new WorkHandler(), world.Deadline);
        AmqpConnection lost = bus.Connection;
        world.Link.StallAfter(octets);
        world.Link.Drop();
        await lost.Closed.WaitAsync(world.Deadline);
        Task[] waiting = Use(bus);
        await WhenAsync(world, () => world.Link.IsStalled || bus.Status.IsHealthy);
        await EndAsync(bus, clock, end, [.. waiting, work.Completion]);
    });

    [Fact]
    public async Task WhileItWaitsForTheNextAttempt() => await WatchedAsync(Ends.SelectMany(static end => new[] { true, false }.Select(isFirst => (Func<Task>)(async () =>
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        VirtualClock clock = new();
        RecoveryOptions patient = new() { FirstDelay = Long, MaxDelay = Long, ConnectWithin = Timeout.InfiniteTimeSpan };
        AmqpBus bus = AmqpBus.Create(Options(world, clock) with { Recovery = patient });
        Task connecting = Task.CompletedTask;
        if (isFirst)
        {
            world.Link.Refuse();
            connecting = bus.ConnectAsync();
        }
        else
        {
            await bus.ConnectAsync(world.Deadline);
            await bus.ConsumeAsync(new WorkHandler(), world.Deadline);
            world.Link.Refuse();
            await bus.Connection.Closed.WaitAsync(world.Deadline);
        }

        await EndAsync(bus, clock, end.End, [connecting, .. Use(bus)]);
    }))));

    [Fact]
    public async Task AfterItCouldNotConnect() => await WatchedAsync(Ends.Select(static end => (Func<Task>)(async () =>
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        VirtualClock clock = new();
        world.Link.Refuse();
        AmqpBus bus = AmqpBus.Create(Options(world, clock));
        Task[] waiting = Use(bus);
        await Assert.ThrowsAsync<AmqpConnectException>(() => bus.ConnectAsync(world.Deadline));
        await EndAsync(bus, clock, end.End, waiting);
    })));

    [Fact]
    public async Task WhileTheBrokerBlocksPublishers() => await WatchedAsync(Ends.Select(static end => (Func<Task>)(async () =>
    {
        await using ScriptedBrokers brokers = new(1);
        VirtualClock clock = new();
        AmqpBus bus = await brokers.ConnectAsync(options => options with { Connection = options.Connection with { TimeProvider = clock } });
        brokers[0].Send(0, new ConnectionBlocked { Reason = "low on memory"u8 });
        while (!bus.Connection.IsBlocked)
        {
            await Task.Yield();
        }

        Task[] waiting = [.. Enumerable.Range(0, 100).Select(i => bus.LimitedQueue().PublishAsync(new Note($"{i}")).AsTask())];
        Assert.DoesNotContain(waiting, static publish => publish.IsCompleted);
        await EndAsync(bus, clock, end.End, waiting);
    })));

    private static AmqpBusOptions Options(RecoveryWorld world, VirtualClock clock) => new()
    {
        Connection = world.Connection with { TimeProvider = clock },
        Topology = TestsTopology.Instance,
        Recovery =
            new RecoveryOptions { FirstDelay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero, UnconfirmedPublishes = UnconfirmedPublishPolicy.Resend },
    };

    private static Task[] Use(AmqpBus bus) =>
    [
        bus.WorkExchange().PublishAsync(new Note("late")).AsTask(),
        bus.Oracle().PonderAsync(new Question("late?")).AsTask(),
        bus.Oracle().InsistAsync(new Question("late?")),
        bus.ConsumeAsync(new WorkHandler()),
    ];

    private static Task AllAsync(Func<int, Func<AmqpBus, Task>, Task> run) =>
        WatchedAsync(Octets.SelectMany(octets => Ends.Select(end => (Func<Task>)(() => run(octets, end.End)))));

    /// <summary>Runs all of them beside each other; no exception may be left that nobody looked at.</summary>
    private static async Task WatchedAsync(IEnumerable<Func<Task>> cases)
    {
        Collect();
        List<Exception> unobserved = [];
        EventHandler<UnobservedTaskExceptionEventArgs> watch = (_, e) =>
        {
            lock (unobserved)
            {
                unobserved.Add(e.Exception);
            }
        };
        TaskScheduler.UnobservedTaskException += watch;
        try
        {
            await Task.WhenAll(cases.Select(static one => Task.Run(one)));
            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= watch;
        }

        Assert.Empty(unobserved);
    }

    private static async Task WhenAsync(RecoveryWorld world, Func<bool> isSo)
    {
        using PeriodicTimer looks = new(TimeSpan.FromMilliseconds(5));
        while (!isSo())
        {
            await looks.WaitForNextTickAsync(world.Deadline);
        }
    }

    private static async Task EndAsync(AmqpBus bus, VirtualClock clock, Func<AmqpBus, Task> end, Task[] waiting)
    {
        // However long the answers of a broker are waited for that sends none.
        Task ended = end(bus);
        while (!ended.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await ended;
        Assert.Equal(AmqpBusState.Closed, bus.Status.State);
        foreach (Task one in waiting)
        {
            await Task.WhenAny(one, Task.Delay(ScriptedPeer.Patience));
            Assert.True(one.IsCompleted, $"Number {Array.IndexOf(waiting, one)} of those who wait does so still.");
            if (!one.IsCompletedSuccessfully)
            {
                Exception why = Assert.Single(one.Exception!.InnerExceptions);
                Assert.True(
                    why is AmqpConnectException or AmqpConnectionClosedException or AmqpChannelClosedException or PublishException or RpcUnavailableException or TimeoutException,
                    why.ToString());
            }
        }
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
