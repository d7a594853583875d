using TypedAmqp.Peers;

namespace TypedAmqp.Manifests.Tests;

/// <summary>How a broker differs, what would be sent, and what is after it was sent: on a real RabbitMQ.</summary>
[Collection(nameof(ManagedRabbitMq))]
public sealed class DriftTests(ManagedRabbitMq rabbit)
{
    private static readonly BrokerTopology Declared = TopologyModelTests.Depot.ToBroker();

    [SkippableFact(typeof(PeerMissingException))]
    public async Task What_is_missing_is_declared_and_then_nothing_differs()
    {
        BrokerTopology declared = Declared with { VirtualHost = await rabbit.CreateHostAsync("applied") };
        using ManagementApi broker = new(await rabbit.UriAsync(), declared.VirtualHost);
        TopologyDrift drift = TopologyDrift.Compare(declared, await broker.ReadAsync());
        Assert.Equal(declared.Exchanges.Length + declared.Queues.Length + declared.Bindings.Length, drift.Items.Length);
        Assert.All(drift.Items, item => Assert.Equal(DriftState.Missing, item.State));
        Assert.Contains(
            "PUT     /api/queues/applied/shelves {\"durable\":true,\"auto_delete\":false,\"arguments\":{\"x-dead-letter-exchange\":\"failed\",\"x-delivery-limit\":5,\"x-message-ttl\":7200000,\"x-queue-type\":\"quorum\"}}",
            drift.Requests().Select(request => request.ToString()));
        foreach (BrokerRequest request in drift.Requests())
        {
            await broker.SendAsync(request);
        }

        Assert.Empty(TopologyDrift.Compare(declared, await broker.ReadAsync()).Items);

        // What an earlier version declared goes only by name; what nobody of us declared is nobody's business.
        BrokerTopology later = declared with
        {
            Exchanges = [.. declared.Exchanges.Where(exchange => exchange.Name != "loading")],
            Queues = [.. declared.Queues.Where(queue => queue.Name != "ramp")],
            Bindings = [.. declared.Bindings.Where(binding => binding.Destination is not "ramp" && binding.Source is not "archive")],
        };
        Assert.Empty(TopologyDrift.Compare(later, await broker.ReadAsync()).Items);
        TopologyDrift orphans = TopologyDrift.Compare(later, await broker.ReadAsync(), declared);
        Assert.Equal(
            ["binding:archive/history/ (format=pdf, pages=1, x-match=any)", "binding:loading/ramp/ramp", "queue:ramp", "exchange:loading"],
            orphans.Items.Select(item => item.Name));
        Assert.Empty(orphans.Requests());
        Assert.Throws<InvalidDataException>(() => orphans.Requests("queue:shelves"));
        foreach (BrokerRequest request in orphans.Requests(orphans.Items.Select(item => item.Name)))
        {
            await broker.SendAsync(request);
        }

        Assert.Empty(TopologyDrift.Compare(later, await broker.ReadAsync(), declared).Items);
    }

    [Fact]
    public void What_cannot_be_changed_is_said_with_what_can_be_done()
    {
        BrokerTopology declared = new("/")
        {
            Exchanges = [new ExchangeDescriptor("e", "topic") { Arguments = [new("alternate-exchange", "other")] }],
            Queues = [new QueueDescriptor("q") { Arguments = [new("x-max-length", 5L), new("x-queue-type", "quorum")], Type = QueueType.Quorum },
                new QueueDescriptor("same") { Arguments = [new("x-queue-type", "classic")] }],
        };
        BrokerTopology there = new("/")
        {
            Exchanges = [new ExchangeDescriptor("e", "direct") { Durable = false }],
            Queues = [new QueueDescriptor("q") { Arguments = [new("x-max-length", "5")] }, new QueueDescriptor("same")],
        };
        TopologyDrift drift = TopologyDrift.Compare(declared, there);
        Assert.Equal(["exchange:e", "queue:q"], drift.Items.Select(item => item.Name));
        Assert.Equal(
            ["type is direct, and topic is declared", "durable is false, and true is declared",
                "alternate-exchange is not set, and other is declared"], drift.Items[0].Differences.AsEnumerable());
        Assert.Equal(
            ["x-max-length is the text 5, and the number 5 is declared", "x-queue-type is not set, and quorum is declared"],
            drift.Items[1].Differences.AsEnumerable());
        Assert.Equal([null, "q"], drift.Items.Select(static item => item.Replaced));
        Assert.Empty(drift.Requests());
    }

    [SkippableFact(typeof(PeerMissingException))]
    public async Task A_queue_with_messages_is_not_deleted()
    {
        string host = await rabbit.CreateHostAsync("kept");
        using ManagementApi broker = new(await rabbit.UriAsync(), host);
        BrokerTopology released = new(host) { Queues = [new QueueDescriptor("old")] };
        await broker.SendAsync(TopologyDrift.Compare(released, await broker.ReadAsync()).Requests().Single());
        await using AmqpConnection connection = await AmqpConnection.ConnectAsync((await rabbit.ServerAsync()).UriFor("root", "root", host));
        await using AmqpChannel channel = await connection.OpenChannelAsync(new AmqpChannelOptions());
        await channel.PublishAsync("", "old", "x"u8.ToArray());
        BrokerRequest delete = TopologyDrift.Compare(new BrokerTopology(host), await broker.ReadAsync(), released).Requests("queue:old").Single();
        Assert.StartsWith(
            "The queue 'old' is not deleted: it holds ",
            (await Assert.ThrowsAsync<InvalidDataException>(() => broker.SendAsync(delete))).Message,
            StringComparison.Ordinal);
        Assert.Equal(1u, (await channel.InspectQueueAsync("old")).MessageCount);
    }
}
