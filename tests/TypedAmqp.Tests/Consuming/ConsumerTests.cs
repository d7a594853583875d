using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Consuming;

public class ConsumerTests
{
    [Fact]
    public async Task AHandlerGetsWhatWasDelivered()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new();
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, handler);

        peer.SendContent(
            1,
            new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 7, Redelivered = true, Exchange = "orders"u8, RoutingKey = "order.eu"u8 },
            "hello"u8.ToArray(),
            new BasicProperties { ContentType = "text/plain", Headers = new FieldTable { { "a", 1 } } });

        RecordingHandler.Received received = await handler.NextAsync();
        Assert.Equal(("orders", "order.eu", "hello", "text/plain"), (received.Exchange, received.RoutingKey, received.Text, received.ContentType));
        Assert.Equal((7ul, true), (received.Delivery.Tag, received.Delivery.Redelivered));
        Assert.Equal(("c", "q", true), (consumer.ConsumerTag, consumer.Queue, consumer.IsActive));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    [InlineData(200_000)]
    public async Task ABodyComesInAsManyFramesAsItTakes(int octets)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new();
        await peer.ConsumeAsync(channel, handler);
        byte[] body = new byte[octets];
        Random.Shared.NextBytes(body);

        for (ulong i = 1; i <= 3; i++)
        {
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = i }, body, frameMax: 1000);
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(body, (await handler.NextAsync()).Body);
        }
    }

    [Fact]
    public async Task OctetsMayComeOneByOne()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new();
        await peer.ConsumeAsync(channel, handler);
        System.Buffers.ArrayBufferWriter<byte> octets = new();
        FrameWriter.WriteMethod(octets, 1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1, Exchange = "e"u8, RoutingKey = "k"u8 });
        FrameWriter.WriteHeader(octets, 1, 5, new BasicProperties { ContentType = "x/y" });
        FrameWriter.WriteBody(octets, 1, "hello"u8, 10);

        foreach (byte octet in octets.WrittenSpan.ToArray())
        {
            peer.SendOctets([octet]);
            await Task.Yield();
        }

        RecordingHandler.Received received = await handler.NextAsync();
        Assert.Equal(("e", "k", "hello", "x/y"), (received.Exchange, received.RoutingKey, received.Text, received.ContentType));
    }

    [Fact]
    public async Task SettlesOnTheWire()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new((message, _) => message.Delivery.Tag switch
        {
            1 => message.Delivery.AckAsync(),
            2 => message.Delivery.RejectAsync(),
            _ => message.Delivery.RequeueAsync(),
        });
        await peer.ConsumeAsync(channel, handler);

        for (ulong i = 1; i <= 3; i++)
        {
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = i }, []);
        }

        BasicAck ack = BasicAck.Read((await peer.ExpectAsync(MethodId.BasicAck)).Arguments);
        Assert.Equal((1ul, false), (ack.DeliveryTag, ack.Multiple));
        BasicReject reject = BasicReject.Read((await peer.ExpectAsync(MethodId.BasicReject)).Arguments);
        Assert.Equal((2ul, false), (reject.DeliveryTag, reject.Requeue));
        BasicReject requeue = BasicReject.Read((await peer.ExpectAsync(MethodId.BasicReject)).Arguments);
        Assert.Equal((3ul, true), (requeue.DeliveryTag, requeue.Requeue));
    }

    [Fact]
    public async Task ASlowHandlerDoesNotHoldUpTheConnection()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = new((_, _) => new ValueTask(release.Task));
        await peer.ConsumeAsync(channel, handler);
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 }, []);
        await handler.NextAsync();

        Task<uint> purge = channel.PurgeQueueAsync("q");
        await peer.ExpectAsync(MethodId.QueuePurge);
        peer.Send(1, new QueuePurgeOk { MessageCount = 5 });

        Assert.Equal(5u, await purge.WaitAsync(ScriptedPeer.Patience));
        release.SetResult();
    }

    [Fact]
    public async Task OneAtATimeUnlessMoreAreAllowed()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        SemaphoreSlim release = new(0);
        RecordingHandler one = new((_, token) => new ValueTask(release.WaitAsync(token)));
        RecordingHandler three = new((_, token) => new ValueTask(release.WaitAsync(token)));
        await peer.ConsumeAsync(channel, one, tag: "one");
        await peer.ConsumeAsync(channel, three, new ConsumeOptions { Prefetch = 0, Concurrency = 3 }, tag: "three");

        for (ulong i = 1; i <= 5; i++)
        {
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "one"u8, DeliveryTag = i }, []);
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "three"u8, DeliveryTag = 5 + i }, []);
        }

        await one.NextAsync();
        for (int i = 0; i < 3; i++)
        {
            await three.NextAsync();
        }

        Assert.Equal((0, 0), (one.Waiting, three.Waiting));
        release.Release(10);
        for (int i = 0; i < 4; i++)
        {
            await one.NextAsync();
        }
    }

    [Fact]
    public async Task PrefetchIsSentWhenItChanges()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { Prefetch = 10 });

        Task<AmqpConsumer> first = channel.ConsumeAsync("q", new RecordingHandler());
        Assert.Equal(10, BasicQos.Read((await peer.ExpectAsync(MethodId.BasicQos)).Arguments).PrefetchCount);
        await peer.ExpectAsync(MethodId.BasicConsume);
        peer.Send(1, new BasicQosOk());
        peer.Send(1, new BasicConsumeOk { ConsumerTag = "a"u8 });
        await first;
        Task<AmqpConsumer> second = channel.ConsumeAsync("q", new RecordingHandler());
        await peer.ExpectAsync(MethodId.BasicConsume);
        peer.Send(1, new BasicConsumeOk { ConsumerTag = "b"u8 });
        await second;
        Task<AmqpConsumer> third = channel.ConsumeAsync("q", new RecordingHandler(), new ConsumeOptions { Prefetch = 0 });
        Assert.Equal(0, BasicQos.Read((await peer.ExpectAsync(MethodId.BasicQos)).Arguments).PrefetchCount);
        await peer.ExpectAsync(MethodId.BasicConsume);
        peer.Send(1, new BasicQosOk());
        peer.Send(1, new BasicConsumeOk { ConsumerTag = "c"u8 });
        await third;
    }

    [Fact]
    public async Task NoConsumerComesBetweenAPrefetchAndItsConsumer()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        Task<AmqpConsumer>[] consumes = [.. Enumerable.Range(1, 20).Select(i => Task.Run(
            () => channel.ConsumeAsync($"{i}", new RecordingHandler(), new ConsumeOptions { Prefetch = (ushort)i })))];

        for (int i = 0; i < 20; i++)
        {
            ushort count = BasicQos.Read((await peer.ExpectAsync(MethodId.BasicQos)).Arguments).PrefetchCount;
            string queue = BasicConsume.Read((await peer.ExpectAsync(MethodId.BasicConsume)).Arguments).Queue.ToString();
            Assert.Equal(queue, $"{count}");
            peer.Send(1, new BasicQosOk());
            peer.Send(1, new BasicConsumeOk { ConsumerTag = queue });
        }

        Assert.All(await Task.WhenAll(consumes).WaitAsync(ScriptedPeer.Patience), consumer => Assert.Equal(consumer.Queue, consumer.ConsumerTag));
    }

    [Fact]
    public async Task ADefaultDeliverySettlesNothing()
    {
        await default(Delivery).AckAsync();
        await default(Delivery).RejectAsync();
        await default(Delivery).RequeueAsync();
    }

    [Fact]
    public async Task ARefusedConsumerIsAnException()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<AmqpConsumer> consume = channel.ConsumeAsync("nope", new RecordingHandler(), new ConsumeOptions { Prefetch = 0 });
        await peer.ExpectAsync(MethodId.BasicConsume);

        peer.Send(1, new ChannelClose { ReplyCode = ReplyCode.NotFound, ReplyText = "NOT_FOUND - no queue 'nope'"u8, ClassId = 60, MethodId = 20 });

        AmqpChannelClosedException e = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => consume);
        Assert.Equal((ReplyCode.NotFound, MethodId.BasicConsume), (e.ReplyCode, e.FailingMethod));
    }
}
