using System.Buffers;
using System.Text;
using System.Threading.Channels;
using TypedAmqp.Peers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Interop.Tests;

/// <summary>Our untyped client, with equal results against both brokers.</summary>
[Collection(nameof(Brokers))]
public sealed class ClientTests(Brokers brokers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Returned_messages_find_their_publish_in_a_pipeline(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        QueueInfo queue = await channel.DeclareQueueAsync(durable: false, exclusive: true);
        Random random = new(7);
        bool[] routable = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(3) > 0)];
        BasicProperties persistent = new() { DeliveryMode = DeliveryMode.Persistent };

        // Few different bodies: exchange, key and body of most publishes are those of others, too.
        Task<PublishResult>[] publishes = [.. routable.Select((routed, i) => channel.TryPublishAsync(
            "", routed ? queue.Name : $"{queue.Name}-not-there", Encoding.UTF8.GetBytes($"{i % 5}"), i % 2 == 0 ? persistent : null).AsTask())];

        PublishResult[] results = await Task.WhenAll(publishes).WaitAsync(Patience);
        Assert.Equal(
            routable.Select(routed => routed ? PublishOutcome.Confirmed : PublishOutcome.Returned), results.Select(result => result.Outcome));
        Assert.All(
            results.Where(result => result.Outcome == PublishOutcome.Returned),
            result => Assert.Equal((ReplyCode.NoRoute, "NO_ROUTE"), (result.ReplyCode, result.ReplyText)));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_queue_that_goes_away_in_the_middle_of_equal_messages(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        for (int round = 0; round < 20; round++)
        {
            QueueInfo queue = await channel.DeclareQueueAsync(durable: false, exclusive: true);
            PublishTemplate route = new("", new BasicProperties { DeliveryMode = DeliveryMode.Persistent }, routingKey: queue.Name);
            List<Task<PublishResult>> publishes =
                [.. Enumerable.Range(0, 5).Select(_ => channel.TryPublishAsync(route, "same"u8.ToArray()).AsTask())];

            Task<uint> delete = channel.DeleteQueueAsync(queue.Name);
            publishes.AddRange(Enumerable.Range(0, 5).Select(_ => channel.TryPublishAsync(route, "same"u8.ToArray()).AsTask()));

            PublishResult[] results = await Task.WhenAll(publishes).WaitAsync(Patience);
            Assert.Equal(5u, await delete);
            Assert.Equal(5, results.Count(result => result.Outcome == PublishOutcome.Confirmed));
            Assert.Equal(5, results.Count(result => result.Outcome == PublishOutcome.Returned));
        }
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Properties_decide_which_of_two_equal_bodies_came_back(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        string exchange = $"client-{Guid.NewGuid()}";
        await channel.DeclareExchangeAsync(exchange, "headers", durable: false, autoDelete: true);
        QueueInfo queue = await channel.DeclareQueueAsync(durable: false, exclusive: true);
        await channel.BindQueueAsync(queue.Name, exchange, "", new FieldTable { { "region", "eu" } });
        BasicProperties eu = new() { Headers = new FieldTable { { "region", "eu" }, { "n", 5 }, { "b", (sbyte)3 } } };
        BasicProperties us = new() { Headers = new FieldTable { { "region", "us" }, { "n", 5L }, { "b", new byte[] { 1 } } } };

        Task<PublishResult>[] publishes = [.. Enumerable.Range(0, 1000).Select(
            i => channel.TryPublishAsync(exchange, "", "x"u8.ToArray(), i % 3 == 0 ? us : eu).AsTask())];

        PublishResult[] results = await Task.WhenAll(publishes).WaitAsync(Patience);
        Assert.Equal(
            Enumerable.Range(0, 1000).Select(i => i % 3 == 0 ? PublishOutcome.Returned : PublishOutcome.Confirmed),
            results.Select(result => result.Outcome));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task Messages_of_any_size_arrive_and_are_settled(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        QueueInfo queue = await channel.DeclareQueueAsync(durable: false, exclusive: true);
        CopyingHandler handler = new();
        AmqpConsumer consumer = await channel.ConsumeAsync(queue.Name, handler, new ConsumeOptions { Prefetch = 3 });
        int[] sizes = [0, 1, 4096, 131_064, 131_065, 1_000_000, 0, 17];

        foreach (int size in sizes)
        {
            await channel.PublishAsync("", queue.Name, Enumerable.Repeat((byte)size, size).ToArray());
        }

        foreach (int size in sizes)
        {
            Assert.Equal(Enumerable.Repeat((byte)size, size), await handler.NextAsync());
        }

        await consumer.CancelAsync();
        await consumer.Completion.WaitAsync(Patience);
        Assert.Equal(new QueueInfo(queue.Name, 0, 0), await channel.InspectQueueAsync(queue.Name));
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_direct_reply_comes_on_the_channel_of_the_request(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        await using AmqpChannel server = await connection.OpenChannelAsync();
        await using AmqpChannel client = await connection.OpenChannelAsync();
        QueueInfo queue = await server.DeclareQueueAsync(durable: false, exclusive: true);
        await server.ConsumeAsync(queue.Name, new CopyingHandler(message =>
            server.PublishAsync("", message.Properties.ReplyTo.ToString(), message.Body.ToArray(), mandatory: false)));
        CopyingHandler replies = new(acknowledge: false);
        await client.ConsumeAsync("amq.rabbitmq.reply-to", replies, new ConsumeOptions { NoAck = true });
        BasicProperties request = new() { ReplyTo = "amq.rabbitmq.reply-to" };

        await client.PublishAsync("", queue.Name, "ping"u8.ToArray(), request);
        Assert.Equal("ping"u8.ToArray(), await replies.NextAsync());

        // The broker writes the name of the channel where amq.rabbitmq.reply-to was, in the returned message, too.
        PublishException e = await Assert.ThrowsAsync<PublishException>(
            async () => await client.PublishAsync("", $"{queue.Name}-not-there", "ping"u8.ToArray(), request));
        Assert.Equal(PublishOutcome.Returned, e.Result.Outcome);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task What_the_broker_refuses_is_said_in_its_words(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        List<string> said = [];
        foreach (Func<AmqpChannel, Task> refused in (Func<AmqpChannel, Task>[])[
            channel => channel.InspectQueueAsync("client-not-there"),
            channel => channel.DeclareQueueAsync("amq.mine"),
            channel => channel.DeclareExchangeAsync("amq.topic", "fanout"),
            channel => channel.ConsumeAsync("client-not-there", new CopyingHandler()),
            channel => channel.BindQueueAsync("client-not-there", "amq.topic"),
            channel => channel.AckAsync(99).AsTask().ContinueWith(_ => channel.RecoverAsync(), TaskScheduler.Default).Unwrap()])
        {
            await using AmqpChannel channel = await connection.OpenChannelAsync();
            AmqpChannelClosedException e = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => refused(channel));
            said.Add($"{e.Reason.ReplyText} / {e.FailingMethod.Name}");
        }

        Assert.Equal(
            [
                "NOT_FOUND - no queue 'client-not-there' in vhost '/' / queue.declare",
                "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*' / queue.declare",
                "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'amq.topic' in vhost '/': received 'fanout' but current is 'topic' / exchange.declare",
                "NOT_FOUND - no queue 'client-not-there' in vhost '/' / basic.consume",
                "NOT_FOUND - no queue 'client-not-there' in vhost '/' / queue.bind",
                "PRECONDITION_FAILED - unknown delivery tag 99 / basic.ack",
            ],
            said);
        Assert.True(connection.IsOpen);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_refused_login_or_host_is_one_sentence(BrokerKind kind)
    {
        BrokerProcess broker = await brokers.StartedAsync(kind);

        AmqpConnectException login = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync(broker.UriFor(user: "eve", password: "s3cr3t")));
        AmqpConnectException host = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync(broker.UriFor(virtualHost: "not/there")));

        Assert.Equal(ReplyCode.AccessRefused, login.ReplyCode);
        Assert.Contains("user 'eve'", login.Message);
        Assert.DoesNotContain("s3cr3t", login.ToString());
        Assert.Equal(ReplyCode.NotAllowed, host.ReplyCode);
        Assert.Contains("virtual host 'not/there'", host.Message);
        Assert.Contains("NOT_ALLOWED - vhost not/there not found", host.Message);
    }

    [SkippableTheory(typeof(PeerMissingException)), BothBrokers]
    public async Task A_deleted_queue_ends_its_consumer(BrokerKind kind)
    {
        await using AmqpConnection connection = await ConnectAsync(kind);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        QueueInfo queue = await channel.DeclareQueueAsync(durable: false, exclusive: true);
        AmqpConsumer consumer = await channel.ConsumeAsync(queue.Name, new CopyingHandler());

        await channel.DeleteQueueAsync(queue.Name);

        Assert.Equal(CloseInitiator.Broker, (await consumer.Completion.WaitAsync(Patience)).Initiator);
        Assert.True(channel.IsOpen);
    }

    private async Task<AmqpConnection> ConnectAsync(BrokerKind kind) =>
        await AmqpConnection.ConnectAsync((await brokers.StartedAsync(kind)).UriFor());

    /// <summary>Copies bodies for the test, does what it is told, and acknowledges.</summary>
    private sealed class CopyingHandler(Func<ReceivedMessage, ValueTask>? then = null, bool acknowledge = true) : IMessageHandler
    {
        private readonly Channel<byte[]> _bodies = Channel.CreateUnbounded<byte[]>();

        public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
        {
            _bodies.Writer.TryWrite(message.Body.ToArray());
            if (then is not null)
            {
                await then(message);
            }

            if (acknowledge)
            {
                await message.Delivery.AckAsync();
            }
        }

        public async Task<byte[]> NextAsync() => await _bodies.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }
}
