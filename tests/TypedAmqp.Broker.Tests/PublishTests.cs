using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests;

public sealed class PublishTests : BrokerTest
{
    [Fact]
    public async Task A_message_reaches_the_consumer_that_waits_for_it()
    {
        await Client.DeclareAsync("hello");
        string tag = await Client.ConsumeAsync("hello", noAck: true);
        await Client.PublishAsync("hello", "Hello World!", properties: new BasicProperties { ContentType = "text/plain", MessageId = "1" });

        RawMessage message = await Client.ReadDeliveryAsync();
        Assert.Equal("Hello World!", message.Text);
        Assert.Equal(new BasicProperties { ContentType = "text/plain", MessageId = "1" }, message.Properties);
        Assert.Equal(tag, message.Method.As<BasicDeliver>().ConsumerTag.ToString());
        Assert.Equal("", message.Method.As<BasicDeliver>().Exchange.ToString());
        Assert.Equal("hello", message.Method.As<BasicDeliver>().RoutingKey.ToString());
        Assert.Equal(1UL, message.Tag);
        Assert.False(message.Redelivered);
    }

    [Fact]
    public async Task A_message_waits_for_a_consumer_that_comes_later()
    {
        await Client.DeclareAsync("hello");
        await Client.PublishAsync("hello", "one");
        await Client.PublishAsync("hello", "");
        await Client.PublishAsync("hello", "three");
        await Client.ConsumeAsync("hello", noAck: true);
        Assert.Equal("one", (await Client.ReadDeliveryAsync()).Text);
        Assert.Equal("", (await Client.ReadDeliveryAsync()).Text);
        Assert.Equal("three", (await Client.ReadDeliveryAsync()).Text);
        Assert.Equal((0, 1), await Client.InspectAsync("hello"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4088)]
    [InlineData(16 * 1024)]
    [InlineData(131064)]
    [InlineData(131065)]
    [InlineData(1_000_000)]
    public async Task Bodies_of_any_size_arrive_whole_and_unchanged(int size)
    {
        byte[] body = new byte[size];
        new Random(size).NextBytes(body);
        await Client.DeclareAsync("big");
        await Client.DeclareAsync("other");
        await Client.ConsumeAsync("big", noAck: true);
        Task published = Task.Run(() =>
        {
            Client.Publish("big", body);
            Client.Publish("other", body);
            return Client.FlushAsync();
        });
        Assert.Equal(body, (await Client.ReadDeliveryAsync()).Body);
        await published;
        Assert.Equal(body, (await Client.GetAsync("other"))!.Body);
    }

    [Fact]
    public async Task A_publish_cut_at_any_octet_is_the_same_publish()
    {
        await Client.DeclareAsync("cut");
        await Client.ConsumeAsync("cut", noAck: true);
        System.Buffers.ArrayBufferWriter<byte> frames = new();
        FrameWriter.WriteMethod(frames, 1, new BasicPublish { RoutingKey = "cut" });
        FrameWriter.WriteHeader(frames, 1, 5, new BasicProperties { Type = "t" });
        FrameWriter.WriteBody(frames, 1, "first"u8, 4096);
        byte[] octets = frames.WrittenSpan.ToArray();
        for (int cut = 1; cut < octets.Length; cut++)
        {
            await Client.SendAsync(octets[..cut]);
            await Client.SendAsync([.. octets[cut..], .. octets]);
            Assert.Equal("first", (await Client.ReadDeliveryAsync()).Text);
            Assert.Equal("t", (await Client.ReadDeliveryAsync()).Properties.Type);
        }
    }

    [Fact]
    public async Task Publishing_to_an_unknown_exchange_closes_the_channel()
    {
        await Client.PublishAsync("k", "lost", exchange: "nowhere");
        Assert.Equal("NOT_FOUND - no exchange 'nowhere' in vhost '/'", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
        await Client.OpenChannelAsync(1);
    }

    [Fact]
    public async Task What_follows_an_error_on_a_channel_is_ignored()
    {
        await Client.DeclareAsync("q");
        Client.Publish("q", "before"u8.ToArray());
        Client.Publish("q", "wrong"u8.ToArray(), exchange: "nowhere");
        Client.Publish("q", "after"u8.ToArray());
        await Client.SendAsync(1, new QueueDelete { Queue = "q" });
        await Client.ExpectChannelCloseAsync(ReplyCode.NotFound);
        await Client.OpenChannelAsync(1);
        Assert.Equal((1, 0), await Client.InspectAsync("q"));
    }

    [Fact]
    public async Task A_mandatory_message_that_nothing_takes_comes_back()
    {
        await Client.PublishAsync("nobody", "back", mandatory: true, properties: new BasicProperties { MessageId = "7" });
        RawFrame frame = await Client.ExpectAsync(MethodId.BasicReturn);
        Assert.Equal(ReplyCode.NoRoute, frame.As<BasicReturn>().ReplyCode);
        Assert.Equal("NO_ROUTE", frame.As<BasicReturn>().ReplyText.ToString());
        Assert.Equal("nobody", frame.As<BasicReturn>().RoutingKey.ToString());
        RawMessage message = await Client.ReadContentAsync(frame);
        Assert.Equal("back", message.Text);
        Assert.Equal("7", message.Properties.MessageId);
    }

    [Fact]
    public async Task Immediate_is_refused()
    {
        FrameWriter.WriteMethod(Client.Output, 1, new BasicPublish { RoutingKey = "q", Immediate = true });
        FrameWriter.WriteHeader(Client.Output, 1, 0, BasicProperties.Empty);
        await Client.FlushAsync();
        Assert.Equal("NOT_IMPLEMENTED - immediate=true", await Client.ExpectCloseAsync(ReplyCode.NotImplemented));
    }

    [Fact]
    public async Task Consumers_of_a_queue_take_turns()
    {
        await Client.DeclareAsync("q");
        string first = await Client.ConsumeAsync("q", noAck: true);
        string second = await Client.ConsumeAsync("q", noAck: true);
        for (int i = 0; i < 4; i++)
        {
            Client.Publish("q", [(byte)i]);
        }

        await Client.FlushAsync();
        foreach (string tag in new[] { first, second, first, second })
        {
            Assert.Equal(tag, (await Client.ReadDeliveryAsync()).Method.As<BasicDeliver>().ConsumerTag.ToString());
        }
    }

    [Fact]
    public async Task Another_connection_gets_it()
    {
        await Client.DeclareAsync("q");
        await using RawClient other = await OpenAsync();
        await other.ConsumeAsync("q", noAck: true);
        await Client.PublishAsync("q", "hello");
        Assert.Equal("hello", (await other.ReadDeliveryAsync()).Text);
    }

    [Fact]
    public async Task Messages_to_very_many_queues_in_one_write_arrive_each_in_its_order_and_a_mistake_among_them_costs_its_channel_alone()
    {
        const int Queues = 100;
        const int Mistake = 150;
        await Client.OpenChannelAsync(2);
        for (int i = 0; i < Queues; i++)
        {
            await Client.DeclareAsync($"q{i}");
        }

        for (int i = 0; i < Queues * 3; i++)
        {
            Client.Publish($"q{i % Queues}", [(byte)(i / Queues)], exchange: i == Mistake ? "none" : "", channel: (ushort)(i == Mistake ? 1 : 2));
        }

        Client.Publish("q0", [3], channel: 1);
        await Client.FlushAsync();
        Assert.Equal("NOT_FOUND - no exchange 'none' in vhost '/'", await Client.ExpectChannelCloseAsync(ReplyCode.NotFound));
        for (int i = 0; i < Queues; i++)
        {
            for (byte round = 0; round < 3; round++)
            {
                if (i + (round * Queues) != Mistake)
                {
                    Assert.Equal([round], (await Client.GetAsync($"q{i}", noAck: true, channel: 2))!.Body);
                }
            }

            Assert.Null(await Client.GetAsync($"q{i}", noAck: true, channel: 2));
        }
    }
}
