using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Manifests.Tests;

/// <summary>A queue becomes another of the same name while it is published to and consumed: nothing is lost.</summary>
public abstract class ReplacementTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly QueueDescriptor Classic = new("billing");
    private static readonly QueueDescriptor Quorum = new("billing") { Type = QueueType.Quorum, Arguments = [new("x-queue-type", "quorum")] };
    private static readonly QueueDescriptor Limited =
        new("billing") { Arguments = [new("x-max-length", 1_000_000L), new("x-message-ttl", 3_600_000L)] };

    /// <summary>For how long nothing may be with consumers: as exact as the broker's statistics are.</summary>
    protected abstract TimeSpan Quiet { get; }

    protected abstract Task<ManagedBroker> StartAsync(string name);

    protected async Task AssertReplacedAsync(string from, string to)
    {
        await using ManagedBroker managed = await StartAsync($"replaced-{from}-{to}");
        using ManagementApi broker = managed.Connect();
        QueueDescriptor wanted = Named(to);
        BrokerTopology old = new(managed.Host)
        {
            Exchanges = [new ExchangeDescriptor("orders", "topic")],
            Queues = [Named(from)],
            Bindings = [new BindingDescriptor("orders", "billing", "order.#"), new BindingDescriptor("orders", "billing", "invoice.*")],
        };
        foreach (BrokerRequest request in TopologyDrift.Compare(old, await broker.ReadAsync()).Requests())
        {
            await broker.SendAsync(request);
        }

        string uri = managed.Amqp;
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync(uri);
        await using AmqpConnection program = await AmqpConnection.ConnectAsync(uri);
        Consumer consumer = new(uri);
        TaskCompletionSource consumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] consumers = [consumer.RunAsync(consumed.Task), consumer.RunAsync(consumed.Task)];
        using CancellationTokenSource publishing = new();
        Task<int> publisher = PublishAsync(program, consumer, publishing);
        await consumer.SeenAsync(50).WaitAsync(Patience);

        await new QueueReplacement(broker, connection, Quiet).RunAsync(wanted);
        publishing.Cancel();
        int published = await publisher.WaitAsync(Patience);
        await consumer.SeenAsync(published).WaitAsync(Patience);
        consumed.SetResult();
        await Task.WhenAll(consumers).WaitAsync(Patience);
        Assert.Empty(consumer.WrongKeys);

        BrokerTopology there = await broker.ReadAsync();
        Assert.Equal(["billing"], there.Queues.Select(queue => queue.Name));
        Assert.Equal(["orders"], there.Exchanges.Select(exchange => exchange.Name));
        Assert.Empty(TopologyDrift.Compare(old with { Queues = [wanted] }, there).Items);
    }

    private static QueueDescriptor Named(string kind) => kind switch
    {
        "classic" => Classic,
        "quorum" => Quorum,
        _ => Limited,
    };

    // As many as are asked for at once would be too many for the consumers: a publisher stays a little ahead of them.
    private static async Task<int> PublishAsync(AmqpConnection connection, Consumer consumer, CancellationTokenSource stopped)
    {
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions());
        int number = 0;
        while (!stopped.IsCancellationRequested)
        {
            await channel.PublishAsync(
                "orders",
                $"order.{number}",
                Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
                new BasicProperties { DeliveryMode = DeliveryMode.Persistent });
            number++;
            if (number % 100 == 0)
            {
                await consumer.SeenAsync(number - 3000);
            }
        }

        return number;
    }

    /// <summary>Consumes, and begins again when the broker cancels it: for a moment there may be no queue.</summary>
    private sealed class Consumer(string uri) : IMessageHandler
    {
        private readonly ConcurrentDictionary<int, bool> _seen = [];
        private readonly Lock _gate = new();
        private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];

        public ConcurrentBag<string> WrongKeys { get; } = [];

        public Task SeenAsync(int count)
        {
            lock (_gate)
            {
                if (_seen.Count >= count)
                {
                    return Task.CompletedTask;
                }

                TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((count, reached));
                return reached.Task;
            }
        }

        public async Task RunAsync(Task stopped)
        {
            while (!stopped.IsCompleted)
            {
                try
                {
                    await using AmqpConnection connection = await AmqpConnection.ConnectAsync(uri);
                    await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
                    await using AmqpConsumer consumer = await channel.ConsumeAsync("billing", this, new ConsumeOptions { Prefetch = 20 });
                    await Task.WhenAny(consumer.Completion, stopped);
                }
                catch (AmqpException gone) when (gone.ReplyCode is ReplyCode.NotFound or ReplyCode.InternalError)
                {
                    // Between the old queue and the new there is none; who asks for it while it is being deleted loses the connection (541).
                }
            }
        }

        public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            int number = int.Parse(Encoding.UTF8.GetString(message.BodyCopy()), CultureInfo.InvariantCulture);
            if (message.RoutingKey != $"order.{number}")
            {
                WrongKeys.Add(message.RoutingKey);
            }

            await message.Delivery.AckAsync();
            lock (_gate)
            {
                _seen.TryAdd(number, true);
                foreach ((int _, TaskCompletionSource reached) in _waiting.Where(item => item.Count <= _seen.Count))
                {
                    reached.TrySetResult();
                }

                _waiting.RemoveAll(item => item.Count <= _seen.Count);
            }
        }
    }
}
