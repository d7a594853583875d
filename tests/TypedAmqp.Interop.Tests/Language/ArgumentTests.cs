using System.Threading.Channels;
using TypedAmqp.Peers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Interop.Tests.Language;

/// <summary>Arguments as a real RabbitMQ takes them.</summary>
[Collection(nameof(Brokers))]
public sealed class ArgumentTests(Brokers brokers) : IDisposable
{
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(1));

    [SkippableFact(typeof(PeerMissingException))]
    public async Task RabbitMQ_takes_every_argument_and_finds_it_equal()
    {
        BrokerProcess broker = await brokers.StartedAsync(BrokerKind.RabbitMq);
        await using AmqpBus bus = await ConnectAsync(broker);

        // Declared once more, by the connection that has the exclusive queue.
        await using AmqpChannel channel = await bus.Connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        foreach (QueueDescriptor queue in RabbitOnlyTopology.Instance.Descriptor.Queues)
        {
            await channel.DeclareQueueAsync(
                queue.Name, queue.Durable, queue.Exclusive, queue.AutoDelete, Table(queue.Arguments), _deadline.Token);
        }

        foreach (ExchangeDescriptor exchange in RabbitOnlyTopology.Instance.Descriptor.Exchanges)
        {
            await channel.DeclareExchangeAsync(
                exchange.Name, exchange.Type, exchange.Durable, exchange.AutoDelete, exchange.Internal, Table(exchange.Arguments), _deadline.Token);
        }

        AmqpChannelClosedException e = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.DeclareQueueAsync(
            "all-classic", arguments: new FieldTable { ["x-max-priority"] = 5 }, cancellationToken: _deadline.Token));
        Assert.Contains("inequivalent arg", e.Message, StringComparison.Ordinal);
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task A_header_from_a_property_decides_the_queue()
    {
        BrokerProcess broker = await brokers.StartedAsync(BrokerKind.RabbitMq);
        await using AmqpBus bus = await ConnectAsync(broker);
        await using AmqpChannel channel = await bus.Connection.OpenChannelAsync(cancellationToken: _deadline.Token);
        await channel.PurgeQueueAsync("all-classic", _deadline.Token);
        await channel.PurgeQueueAsync("all-quorum", _deadline.Token);
        await bus.Hashed().PublishAsync(Enumerable.Range(0, 10).Select(static number => new TenantJob("one and the same", number)), _deadline.Token);
        uint[] counts = [(await channel.InspectQueueAsync("all-classic", _deadline.Token)).MessageCount,
            (await channel.InspectQueueAsync("all-quorum", _deadline.Token)).MessageCount];
        Assert.Equal([0u, 10u], counts.Order());
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_stream_is_read_from_where_the_consumer_says(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using AmqpBus bus = await AmqpBus.ConnectAsync(broker.UriFor(), InteropTopology.Instance, _deadline.Token);
        await bus.Lines().PublishAsync([new Line("0"), new Line("1"), new Line("2")], _deadline.Token);
        Assert.Equal(["0", "1", "2"], await ReadAsync(bus, StreamOffset.First, 3));
        Assert.Equal(["1", "2"], await ReadAsync(bus, StreamOffset.At(1), 2));
        Assert.Equal(["0", "1", "2"], await ReadAsync(bus, StreamOffset.From(DateTimeOffset.UtcNow.AddHours(-1)), 3));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task The_consumer_of_higher_priority_is_served_first(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);
        await using AmqpBus bus = await AmqpBus.ConnectAsync(broker.UriFor(), InteropTopology.Instance, _deadline.Token);
        Handler low = new();
        Handler high = new();
        await using ConsumerSubscription lowJobs = await bus.ConsumeAsync(low, _deadline.Token);
        await using ConsumerSubscription highJobs = await bus.ConsumeAsync(high, new SubscriptionOptions { Priority = 7 }, _deadline.Token);
        for (int number = 0; number < 10; number++)
        {
            await bus.SharedJobs().PublishAsync(new Job($"{number}"), _deadline.Token);
            Assert.Equal($"{number}", await high.Texts.Reader.ReadAsync(_deadline.Token));
        }

        Assert.Equal(0, lowJobs.Handled);
    }

    public void Dispose() => _deadline.Dispose();

    private Task<AmqpBus> ConnectAsync(BrokerProcess broker) => AmqpBus.ConnectAsync(broker.UriFor(), RabbitOnlyTopology.Instance, _deadline.Token);

    private static FieldTable Table(IEnumerable<KeyValuePair<string, object>> arguments)
    {
        FieldTable table = [];
        foreach ((string name, object value) in arguments)
        {
            table[name] = value;
        }

        return table;
    }

    private async Task<string[]> ReadAsync(AmqpBus bus, StreamOffset from, int count)
    {
        LineHandler handler = new();
        await using ConsumerSubscription lines = await bus.ConsumeAsync(handler, new SubscriptionOptions { Offset = from }, _deadline.Token);
        List<string> read = [];
        while (read.Count < count)
        {
            read.Add(await handler.Texts.Reader.ReadAsync(_deadline.Token));
        }

        return [.. read];
    }

    private sealed class Handler : SharedJobs.IConsumer
    {
        public Channel<string> Texts { get; } = Channel.CreateUnbounded<string>();

        public ValueTask HandleAsync(Job message, Delivery delivery, CancellationToken cancellationToken) =>
            Texts.Writer.WriteAsync(message.Text, cancellationToken);
    }

    private sealed class LineHandler : Lines.IConsumer
    {
        public Channel<string> Texts { get; } = Channel.CreateUnbounded<string>();

        public ValueTask HandleAsync(Line message, Delivery delivery, CancellationToken cancellationToken) =>
            Texts.Writer.WriteAsync(message.Text, cancellationToken);
    }
}
