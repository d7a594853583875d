using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Where versions of RabbitMQ differ. That of 4.2 is after its documentation.</summary>
public sealed class CompatibilityTests
{
    [Theory]
    [InlineData(Compatibility.RabbitMq310, null, 30)]
    [InlineData(Compatibility.RabbitMq42, null, 21)]
    [InlineData(Compatibility.RabbitMq42, 2, 3)]
    [InlineData(Compatibility.RabbitMq42, -1, 30)]
    public async Task A_quorum_queue_has_a_delivery_limit_from_4_on(Compatibility compatibility, int? limit, int deliveries)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = compatibility });
        await using RawClient client = await OpenAsync(broker);
        FieldTable arguments = new() { ["x-queue-type"] = "quorum" };
        if (limit is not null)
        {
            arguments.Add("x-delivery-limit", limit);
        }

        await client.DeclareAsync("q", durable: true, arguments: arguments);
        await client.PublishAsync("q", "poison");
        int count = 0;
        while (count < 30 && await client.GetAsync("q") is { } message)
        {
            count++;
            await client.SendAsync(1, new BasicNack { DeliveryTag = message.Tag, Requeue = true });
        }

        Assert.Equal(deliveries, count);
    }

    [Theory]
    [InlineData(Compatibility.RabbitMq310, 128)]
    [InlineData(Compatibility.RabbitMq42, 16)]
    public void A_message_may_be_smaller_from_4_on(Compatibility compatibility, int mebibytes)
    {
        Assert.Equal(mebibytes * 1024 * 1024, new BrokerOptions { Compatibility = compatibility }.MaxMessageSize);
        Assert.Equal(5, new BrokerOptions { MaxMessageSize = 5, Compatibility = compatibility }.MaxMessageSize);
    }

    [Theory]
    [InlineData(Compatibility.RabbitMq310, "n1 n2 h1 h2 h3")]
    [InlineData(Compatibility.RabbitMq42, "h1 h2 n1 h3 n2")]
    public async Task A_quorum_queue_tells_two_priorities_apart_from_4_on(Compatibility compatibility, string order)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = compatibility });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("q", durable: true, arguments: new FieldTable { ["x-queue-type"] = "quorum" });
        foreach (string body in new[] { "n1", "n2", "h1", "h2", "h3" })
        {
            await client.PublishAsync("q", body, properties: new BasicProperties { Priority = body[0] == 'h' ? (byte)5 : (byte)4 });
        }

        List<string> received = [];
        while (await client.GetAsync("q") is { } message)
        {
            received.Add(message.Text);
        }

        Assert.Equal(order, string.Join(' ', received));
    }

    [Theory]
    [InlineData(Compatibility.RabbitMq310, "a b c d", "a b c d")]
    [InlineData(Compatibility.RabbitMq42, "b", "b c")]
    public async Task A_stream_can_be_filtered_from_4_on(Compatibility compatibility, string one, string several)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = compatibility });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("s", durable: true, arguments: new FieldTable { ["x-queue-type"] = "stream" });
        foreach (string body in new[] { "a", "b", "c", "d" })
        {
            FieldTable headers = body == "d" ? [] : new FieldTable { ["x-stream-filter-value"] = body == "a" ? "other" : body };
            await client.PublishAsync("s", body, properties: new BasicProperties { Headers = headers });
        }

        Assert.Equal(one, await ReadAsync("one", "b", unfiltered: false, one));
        Assert.Equal(several, await ReadAsync("several", new List<object?> { "b", "c" }, unfiltered: false, several));
        string unfiltered = one == "b" ? "b d" : one;
        Assert.Equal(unfiltered, await ReadAsync("unfiltered", "b", unfiltered: true, unfiltered));

        async Task<string> ReadAsync(string tag, object filter, bool unfiltered, string expected)
        {
            FieldTable arguments = new() { ["x-stream-offset"] = "first", ["x-stream-filter"] = filter, ["x-stream-match-unfiltered"] = unfiltered };
            await client.QosAsync(10);
            await client.SendAsync(1, new BasicConsume { Queue = "s", ConsumerTag = tag, Arguments = arguments });
            await client.ExpectAsync(MethodId.BasicConsumeOk);
            List<string> read = [];
            foreach (string _ in expected.Split(' '))
            {
                read.Add((await client.ReadDeliveryAsync()).Text);
            }

            await client.SendAsync(1, new BasicCancel { ConsumerTag = tag });
            await client.ExpectAsync(MethodId.BasicCancelOk);
            return string.Join(' ', read);
        }
    }

    [Theory]
    [InlineData("x-stream-filter", 5, "x-stream-filter")]
    [InlineData("x-stream-match-unfiltered", "yes", "x-stream-match-unfiltered")]
    public async Task A_filter_that_is_none_is_refused(string argument, object value, string named)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = Compatibility.RabbitMq42 });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("s", durable: true, arguments: new FieldTable { ["x-queue-type"] = "stream" });
        await client.QosAsync(10);
        await client.SendAsync(1, new BasicConsume { Queue = "s", Arguments = new FieldTable { ["x-stream-filter"] = "b", [argument] = value } });
        Assert.StartsWith(
            $"PRECONDITION_FAILED - invalid arg '{named}' for queue 's'", await client.ExpectChannelCloseAsync(ReplyCode.PreconditionFailed));
    }

    [Theory]
    [InlineData(Compatibility.RabbitMq310, 2L, null)]
    [InlineData(Compatibility.RabbitMq42, 1L, "dead")]
    public async Task What_a_client_publishes_is_no_history_from_4_on(Compatibility compatibility, long count, string? last)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = compatibility });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync(
            "work", durable: true, arguments: new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "dead" });
        await client.DeclareAsync(
            "dead", durable: true, arguments: new FieldTable { ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "work" });

        // It dies in one queue, then in the other, then in the first again: the broker's own history goes on.
        await client.PublishAsync("work", "one", properties: new BasicProperties { Expiration = "60000" });
        foreach (string queue in new[] { "work", "dead", "work" })
        {
            await RejectAsync(client, queue);
        }

        RawMessage died = (await client.GetAsync("dead", noAck: true))!;
        Assert.Equal(["work 2", "dead 1"], Deaths(died));
        FieldTable entry = (FieldTable)((IReadOnlyList<object?>)died.Properties.Headers!["x-death"]!)[0]!;
        Assert.Equal(last is null ? "count" : "original-expiration", entry.Keys.First());
        Assert.Equal("work", died.Properties.Headers["x-first-death-queue"]);
        Assert.Equal(last is null ? null : "work", died.Properties.Headers.GetValueOrDefault("x-last-death-queue"));

        // A client publishes it once more.
        await client.PublishAsync("dead", "one", properties: died.Properties);
        await RejectAsync(client, "dead");
        RawMessage again = (await client.GetAsync("work", noAck: true))!;
        Assert.Equal($"dead {count}", Deaths(again)[0]);
        Assert.Equal(last is null ? 2 : 1, Deaths(again).Length);
        Assert.Equal(last is null ? "work" : "dead", again.Properties.Headers!["x-first-death-queue"]);
        Assert.Equal(last, again.Properties.Headers.GetValueOrDefault("x-last-death-queue"));
        Assert.Equal(last is null ? null : "rejected", again.Properties.Headers.GetValueOrDefault("x-last-death-reason"));
        Assert.Equal(last is null ? null : "", again.Properties.Headers.GetValueOrDefault("x-last-death-exchange"));
    }

    [Fact]
    public async Task A_transient_queue_that_is_not_exclusive_can_be_denied_from_4_on()
    {
        await using Broker broker = new(
            new BrokerOptions { Compatibility = Compatibility.RabbitMq42, Denied = DeprecatedFeatures.TransientNonExclusiveQueues });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("durable", durable: true);
        await client.SendAsync(1, new QueueDeclare { Queue = "exclusive", Exclusive = true });
        await client.ExpectAsync(MethodId.QueueDeclareOk);
        await client.SendAsync(1, new QueueDeclare { Queue = "transient" });
        string text = await client.ExpectCloseAsync(ReplyCode.InternalError);
        Assert.StartsWith("INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.\nIts use is not permitted per the configuration", text);
    }

    [Theory]
    [InlineData(DeprecatedFeatures.None, "c1")]
    [InlineData(DeprecatedFeatures.GlobalQos, "c1 c2")]
    public async Task A_prefetch_limit_that_is_shared_can_be_denied_from_4_on(DeprecatedFeatures denied, string consumers)
    {
        await using Broker broker = new(new BrokerOptions { Compatibility = Compatibility.RabbitMq42, Denied = denied });
        await using RawClient client = await OpenAsync(broker);
        await client.DeclareAsync("q", durable: true);
        await client.QosAsync(1, global: true);
        await client.ConsumeAsync("q", tag: "c1");
        await client.ConsumeAsync("q", tag: "c2");
        for (int i = 0; i < 4; i++)
        {
            await client.PublishAsync("q", "one");
        }

        List<string> delivered = [];
        foreach (string _ in consumers.Split(' '))
        {
            delivered.Add((await client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
        }

        await client.ExpectNothingAsync();
        Assert.Equal(consumers, string.Join(' ', delivered));
    }

    [Fact]
    public void Nothing_can_be_denied_before_4() =>
        Assert.Contains(
            "GlobalQos", Assert.Throws<ArgumentException>(() => new Broker(new BrokerOptions { Denied = DeprecatedFeatures.GlobalQos })).Message);

    private static async Task RejectAsync(RawClient client, string queue)
    {
        ulong tag = (await client.GetAsync(queue))!.Tag;
        await client.SendAsync(1, new BasicReject { DeliveryTag = tag });
    }

    private static string[] Deaths(RawMessage message) =>
    [
        .. ((IReadOnlyList<object?>)message.Properties.Headers!["x-death"]!).Cast<FieldTable>()
            .Select(static death => $"{death["queue"]} {death["count"]}"),
    ];

    private static async Task<RawClient> OpenAsync(Broker broker)
    {
        RawClient client = new(broker.Connect());
        await client.HandshakeAsync(new RawOptions());
        await client.OpenChannelAsync(1);
        return client;
    }
}
