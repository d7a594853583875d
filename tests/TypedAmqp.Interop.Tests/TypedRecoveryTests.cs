using System.Collections.Concurrent;
using System.Threading.Channels;
using TypedAmqp.Interop.Tests.Language;
using TypedAmqp.Peers;

namespace TypedAmqp.Interop.Tests;

/// <summary>
/// A typed bus whose broker is killed, or stopped, and is there again: nothing that was confirmed is lost, and nobody has to do anything.
/// </summary>
[Collection(nameof(Brokers))]
public sealed class TypedRecoveryTests(Brokers brokers) : IDisposable
{
    private const int Enough = 20;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(2));

    [Fact]
    public async Task A_bus_goes_on_when_our_broker_was_killed_and_is_back()
    {
        string folder = Directory.CreateTempSubdirectory("typedamqp-recovery-").FullName;
        TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync(data: folder);
        await GoesOnAsync(broker, broker.Process.Kill, async () =>
        {
            await broker.DisposeAsync();
            broker = await TypedAmqpProcess.StartAsync(port: broker.Port, data: folder);
        });
        await broker.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task A_bus_goes_on_when_RabbitMQ_was_stopped_and_started()
    {
        RabbitMqServer broker = (RabbitMqServer)await brokers.StartedAsync(BrokerKind.RabbitMq);
        await using RabbitMqConsole console = broker.OpenConsole();
        await GoesOnAsync(broker, () => DoAsync("rabbit:stop()"), () => DoAsync("rabbit:start()"));

        // As rabbitmqctl stop_app and start_app.
        async Task DoAsync(string what) => Assert.Equal("ok", await console.EvaluateAsync(what));
    }

    public void Dispose() => _deadline.Dispose();

    private Task GoesOnAsync(BrokerProcess broker, Action stop, Func<Task> start) => GoesOnAsync(
        broker,
        () =>
        {
            stop();
            return Task.CompletedTask;
        },
        start);

    private async Task GoesOnAsync(BrokerProcess broker, Func<Task> stop, Func<Task> start)
    {
        await using AmqpBus bus = await AmqpBus.ConnectAsync(
            new AmqpBusOptions
            {
                Connection = AmqpConnectionOptions.Parse(broker.UriFor()),
                Topology = RecoveryTopology.Instance,
                PublishTimeout = TimeSpan.FromMinutes(1),
                Recovery = new RecoveryOptions
                {
                    FirstDelay = TimeSpan.FromMilliseconds(20),
                    MaxDelay = TimeSpan.FromMilliseconds(200),
                    UnconfirmedPublishes = UnconfirmedPublishPolicy.Resend,
                },
            },
            _deadline.Token);
        ConcurrentBag<AmqpBusState> states = [];
        bus.StatusChanged += status => states.Add(status.State);
        JobHandler handler = new();
        await using ConsumerSubscription jobs = await bus.ConsumeAsync(handler, _deadline.Token);
        AmqpConnection first = bus.Connection;

        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        Task<int> publishing = PublishAsync(bus, enough.Token);
        await handler.HasAsync(Enough, _deadline.Token);
        await stop();
        await first.Closed.WaitAsync(_deadline.Token);
        await start();
        await handler.HasAsync((await AfterAsync(bus, first)) + Enough, _deadline.Token);
        await enough.CancelAsync();

        int published = await publishing;
        await handler.HasAsync(published, _deadline.Token);
        Assert.True(handler.Seen.ContainsKey($"{published - 1}"));
        Assert.Contains(AmqpBusState.Impaired, states);
        Assert.True(jobs.Epoch > 1);
        Assert.NotSame(first, bus.Connection);

        // How many have come when the bus is whole again.
        async Task<int> AfterAsync(AmqpBus bus, AmqpConnection lost)
        {
            TaskCompletionSource whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
            bus.StatusChanged += Look;
            Look(bus.Status);
            await whole.Task.WaitAsync(_deadline.Token);
            bus.StatusChanged -= Look;
            return handler.Seen.Count;

            void Look(AmqpBusStatus status)
            {
                if (status.IsHealthy && bus.Connection != lost)
                {
                    whole.TrySetResult();
                }
            }
        }
    }

    /// <summary>One after the other, each confirmed, until it is enough.</summary>
    private static async Task<int> PublishAsync(AmqpBus bus, CancellationToken enough)
    {
        int number = 0;
        while (!enough.IsCancellationRequested)
        {
            await bus.RecoveredJobs().PublishAsync(new Job($"{number}"), CancellationToken.None);
            number++;
        }

        return number;
    }

    private sealed class JobHandler : RecoveredJobs.IConsumer
    {
        private readonly Channel<bool> _new = Channel.CreateUnbounded<bool>();

        public ConcurrentDictionary<string, bool> Seen { get; } = new();

        public ValueTask HandleAsync(Job message, Delivery delivery, CancellationToken cancellationToken)
        {
            if (Seen.TryAdd(message.Text, true))
            {
                _new.Writer.TryWrite(true);
            }

            return ValueTask.CompletedTask;
        }

        public async Task HasAsync(int count, CancellationToken cancellationToken)
        {
            while (Seen.Count < count)
            {
                await _new.Reader.ReadAsync(cancellationToken);
            }
        }
    }
}
