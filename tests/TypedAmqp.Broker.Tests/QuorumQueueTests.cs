using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

/// <summary>Quorum queues on one node: what a client sees of them.</summary>
public sealed class QuorumQueueTests : BrokerTest
{
    // RabbitMQ stumbles over quorum queues of one name in quick succession.
    private readonly string _work = $"quorum.{Guid.NewGuid():n}";

    [Fact]
    public async Task A_delivery_tells_how_often_the_message_came_back()
    {
        await DeclareAsync();
        BasicProperties properties =
            new() { ContentType = "text/plain", ContentEncoding = "none", MessageId = "m", Headers = new FieldTable { ["a"] = 1 } };
        await Client.PublishAsync(_work, "one", properties: properties);
        for (long count = 0; count < 3; count++)
        {
            RawMessage message = await Client.ReadDeliveryAsync();
            Assert.Equal("one", message.Text);
            Assert.Equal(count > 0, message.Redelivered);
            Assert.Equal(properties with { Headers = null }, message.Properties with { Headers = null });
            Assert.Equal(1, message.Properties.Headers!["a"]);
            Assert.Equal(count > 0 ? count : null, message.Properties.Headers!.GetValueOrDefault("x-delivery-count"));
            await RequeueAsync(message.Tag);
        }
    }

    [Fact]
    public async Task A_count_that_came_with_the_message_is_replaced()
    {
        await DeclareAsync();
        await Client.PublishAsync(
            _work, "one", properties: new BasicProperties { Headers = new FieldTable { ["x-delivery-count"] = 7L, ["b"] = "two" } });
        RawMessage message = await Client.ReadDeliveryAsync();
        Assert.Equal(7L, message.Properties.Headers!["x-delivery-count"]);
        await RequeueAsync(message.Tag);
        message = await Client.ReadDeliveryAsync();
        Assert.Equal(1L, message.Properties.Headers!["x-delivery-count"]);
        Assert.Equal("two", message.Properties.Headers!["b"]);
    }

    [Fact]
    public async Task What_is_no_text_is_counted_as_it_is()
    {
        await DeclareAsync();
        byte[] correlation = [255, .. Enumerable.Repeat((byte)0xFF, 255)];
        byte[] headers = [0, 0, 0, 18, 16, .. "x-delivery-count"u8, (byte)'V'];
        byte[] properties = [0x24, 0, .. headers, .. correlation];
        int size = ContentHeader.SizeBeforeProperties + properties.Length;
        FrameWriter.WriteMethod(Client.Output, 1, new BasicPublish { RoutingKey = _work });
        await Client.SendAsync([2, 0, 1, 0, 0, (byte)(size >> 8), (byte)size, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. properties, 0xCE]);
        ulong tag = (await Client.ExpectAsync(MethodId.BasicDeliver)).As<BasicDeliver>().DeliveryTag;
        Assert.Equal(properties, (await Client.ReadAsync()).Payload[ContentHeader.SizeBeforeProperties..]);
        await RequeueAsync(tag);
        await Client.ExpectAsync(MethodId.BasicDeliver);
        Assert.Equal(
            [0x24, 0, 0, 0, 0, 26, 16, .. "x-delivery-count"u8, (byte)'l', 0, 0, 0, 0, 0, 0, 0, 1, .. correlation],
            (await Client.ReadAsync()).Payload[ContentHeader.SizeBeforeProperties..]);
    }

    [Fact]
    public async Task Beyond_the_limit_a_message_dies()
    {
        await Client.DeclareAsync("quorum.dead");
        await DeclareAsync(
            new FieldTable { ["x-delivery-limit"] = 1, ["x-dead-letter-exchange"] = "", ["x-dead-letter-routing-key"] = "quorum.dead" });
        await Client.PublishAsync(_work, "poison");
        for (int i = 0; i < 2; i++)
        {
            await RequeueAsync((await Client.ReadDeliveryAsync()).Tag);
        }

        await Client.ConsumeAsync("quorum.dead", noAck: true, tag: "d");
        RawMessage dead = await Client.ReadDeliveryAsync();
        Assert.Equal("poison", dead.Text);
        FieldTable headers = dead.Properties.Headers!;
        Assert.Equal("delivery_limit", headers["x-first-death-reason"]);
        Assert.False(headers.ContainsKey("x-delivery-count"));
        FieldTable death = Assert.IsType<FieldTable>(Assert.Single(Assert.IsAssignableFrom<IReadOnlyList<object?>>(headers["x-death"])));
        Assert.Equal("delivery_limit", death["reason"]);
        Assert.Equal(1L, death["count"]);
        Assert.Equal((0, 1), await Client.InspectAsync(_work));
    }

    [Fact]
    public async Task A_consumer_that_goes_counts_too_and_without_a_place_for_the_dead_they_are_gone()
    {
        await Client.DeclareAsync(_work, durable: true, arguments: new FieldTable { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 1 });
        await Client.PublishAsync(_work, "poison");
        await Client.PublishAsync(_work, "after");
        for (ushort channel = 2; channel < 4; channel++)
        {
            await Client.OpenChannelAsync(channel);
            await Client.QosAsync(1, channel: channel);
            await Client.ConsumeAsync(_work, channel: channel);
            RawMessage message = await Client.ReadDeliveryAsync();
            Assert.Equal("poison", message.Text);
            Assert.Equal(channel > 2, message.Properties.Headers?["x-delivery-count"] is 1L);
            await Client.SendAsync(channel, new ChannelClose { ReplyCode = ReplyCode.Success });
            await Client.ExpectAsync(MethodId.ChannelCloseOk, channel);
        }

        await Client.ConsumeAsync(_work);
        Assert.Equal("after", (await Client.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task Those_who_fetch_are_told_the_count_even_when_there_is_nothing_to_tell()
    {
        await Client.DeclareAsync(_work, durable: true, arguments: new FieldTable { ["x-queue-type"] = "quorum" });
        await Client.SendAsync(1, new ConfirmSelect());
        await Client.ExpectAsync(MethodId.ConfirmSelectOk);
        for (int i = 0; i < 2; i++)
        {
            await Client.PublishAsync(_work, $"{i}");
            await Client.ExpectAsync(MethodId.BasicAck);
        }

        await RequeueAsync((await Client.GetAsync(_work))!.Tag);
        List<string> fetched = [];
        while (fetched.Count < 2)
        {
            if (await Client.GetAsync(_work, noAck: true) is { } message)
            {
                fetched.Add($"{message.Text} {message.Properties.Headers!["x-delivery-count"]}");
            }
        }

        // A real quorum queue takes its time to take a message back: the other one may overtake it.
        Assert.Equal(["0 1", "1 0"], fetched.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_prefetch_limit_for_a_whole_channel_is_refused()
    {
        await Client.DeclareAsync(_work, durable: true, arguments: new FieldTable { ["x-queue-type"] = "quorum" });
        await Client.QosAsync(1, global: true);
        await Client.SendAsync(1, new BasicConsume { Queue = _work });
        Assert.Equal(
            $"NOT_IMPLEMENTED - queue '{_work}' in vhost '/' does not support global qos", await Client.ExpectCloseAsync(ReplyCode.NotImplemented));
    }

    private async Task DeclareAsync(FieldTable? arguments = null)
    {
        arguments ??= [];
        arguments.Add("x-queue-type", "quorum");
        await Client.DeclareAsync(_work, durable: true, arguments: arguments);
        await Client.ConsumeAsync(_work);
    }

    private Task RequeueAsync(ulong tag) => Client.SendAsync(1, new BasicNack { DeliveryTag = tag, Requeue = true });
}
