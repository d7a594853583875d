using System.Buffers;
using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>The client against the broker of this repository, over a socket and without one.</summary>
public class RoundTripTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeclarePublishConsumeSettle(bool socket)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await ConnectAsync(broker, socket);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareExchangeAsync("orders", "topic");
        QueueInfo queue = await channel.DeclareQueueAsync("", durable: false, exclusive: true);
        await channel.BindQueueAsync(queue.Name, "orders", "order.*.placed");
        RecordingHandler handler = new(static (message, _) => message.Delivery.AckAsync());
        AmqpConsumer consumer = await channel.ConsumeAsync(queue.Name, handler);

        await channel.PublishAsync("orders", "order.eu.placed", "hello"u8.ToArray(), new BasicProperties { ContentType = "text/plain" });
        PublishResult unroutable = await channel.TryPublishAsync("orders", "order.eu.cancelled", "lost"u8.ToArray());

        RecordingHandler.Received received = await handler.NextAsync();
        Assert.Equal(
            ("orders", "order.eu.placed", "hello", "text/plain"), (received.Exchange, received.RoutingKey, received.Text, received.ContentType));
        Assert.Equal(PublishOutcome.Returned, unroutable.Outcome);
        Assert.Equal(ReplyCode.NoRoute, unroutable.ReplyCode);
        await consumer.CancelAsync();
        await consumer.Completion;
        Assert.Equal(new QueueInfo(queue.Name, 0, 0), await channel.InspectQueueAsync(queue.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BodiesOfAnySize(bool socket)
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await ConnectAsync(broker, socket);
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        int[] sizes = [0, 1, 131_064, 131_065, 262_128, 3_000_000, 7, 0];
        byte[][] bodies = [.. sizes.Select(size => RandomBody(size))];

        foreach (byte[] body in bodies)
        {
            await channel.PublishAsync("", "q", body);
        }

        foreach (byte[] body in bodies)
        {
            GetResult? got = await channel.GetAsync("q", noAck: true);
            Assert.Equal(body, got!.Message.Body.ToArray());
        }

        Assert.Null(await channel.GetAsync("q"));
        RecordingHandler handler = new();
        await channel.ConsumeAsync("q", handler, new ConsumeOptions { NoAck = true });
        ValueTask<PublishResult>[] publishes = [.. bodies.Select(body => channel.TryPublishAsync("", "q", body))];
        foreach (ValueTask<PublishResult> publish in publishes)
        {
            Assert.True((await publish).IsSuccess);
        }

        foreach (byte[] body in bodies)
        {
            Assert.Equal(body, (await handler.NextAsync()).Body);
        }
    }

    [Fact]
    public async Task GetNackRequeuePurgeDelete()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        await channel.PublishAsync("", "q", "a"u8.ToArray());
        await channel.PublishAsync("", "q", "b"u8.ToArray());

        GetResult first = (await channel.GetAsync("q"))!;
        Assert.Equal((1u, false), (first.MessageCount, first.Message.Delivery.Redelivered));
        await channel.NackAsync(first.Message.Delivery.Tag);
        GetResult again = (await channel.GetAsync("q"))!;
        Assert.Equal(("a", true), (Encoding.UTF8.GetString(again.Message.Body), again.Message.Delivery.Redelivered));
        await again.Message.Delivery.AckAsync();

        Assert.Equal(1u, await channel.PurgeQueueAsync("q"));
        Assert.Equal(0u, await channel.DeleteQueueAsync("q"));
        AmqpChannelClosedException e = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.InspectQueueAsync("q"));
        Assert.Equal(ReplyCode.NotFound, e.ReplyCode);
    }

    [Fact]
    public async Task ExchangesOfExchangesAndHeaders()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareExchangeAsync("in", "fanout");
        await channel.DeclareExchangeAsync("by-header", "headers");
        await channel.BindExchangeAsync("by-header", "in");
        await channel.DeclareQueueAsync("q");
        FieldTable match = new() { { "x-match", "all" }, { "region", "eu" } };
        await channel.BindQueueAsync("q", "by-header", "", match);

        BasicProperties eu = new() { Headers = new FieldTable { { "region", "eu" } } };
        BasicProperties us = new() { Headers = new FieldTable { { "region", "us" } } };
        Assert.Equal(PublishOutcome.Confirmed, (await channel.TryPublishAsync("in", "", "x"u8.ToArray(), eu)).Outcome);
        Assert.Equal(PublishOutcome.Returned, (await channel.TryPublishAsync("in", "", "x"u8.ToArray(), us)).Outcome);

        await channel.UnbindQueueAsync("q", "by-header", "", match);
        Assert.Equal(PublishOutcome.Returned, (await channel.TryPublishAsync("in", "", "x"u8.ToArray(), eu)).Outcome);
        await channel.UnbindExchangeAsync("by-header", "in");
        await channel.DeleteExchangeAsync("by-header");
        await channel.DeleteExchangeAsync("in");
    }

    [Fact]
    public async Task PublishesAndReturnsInOnePipeline()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        Random random = new(1);
        string[] keys = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(3) == 0 ? "nowhere" : "q")];

        Task<PublishResult>[] publishes = [.. keys.Select((key, i) => channel.TryPublishAsync("", key, Encoding.UTF8.GetBytes($"{i % 7}")).AsTask())];

        PublishResult[] results = await Task.WhenAll(publishes);
        Assert.Equal(keys.Select(key => key == "q" ? PublishOutcome.Confirmed : PublishOutcome.Returned), results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task DirectReplyToOnOneChannel()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection clientSide = await broker.ConnectAsync();
        await using AmqpConnection serverSide = await broker.ConnectAsync();
        await using AmqpChannel server = await serverSide.OpenChannelAsync();
        await using AmqpChannel client = await clientSide.OpenChannelAsync();
        await server.DeclareQueueAsync("rpc");
        await server.ConsumeAsync("rpc", new RecordingHandler(async (message, token) =>
        {
            byte[] answer = [.. message.Body.ToArray().Reverse()];
            await message.Delivery.AckAsync();
            BasicProperties properties = new() { CorrelationId = message.Properties.CorrelationId.ToString() };

            // Mandatory, it would be returned although it arrives: for RabbitMQ the name of a reply is no queue.
            await server.PublishAsync("", message.Properties.ReplyTo.ToString(), answer, properties, mandatory: false, cancellationToken: token);
        }));
        RecordingHandler replies = new();
        await client.ConsumeAsync("amq.rabbitmq.reply-to", replies, new ConsumeOptions { NoAck = true });

        for (int i = 0; i < 10; i++)
        {
            await client.PublishAsync(
                "", "rpc", "abc"u8.ToArray(), new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to", CorrelationId = $"{i}" });
            Assert.Equal("cba", (await replies.NextAsync()).Text);
        }

        PublishResult nobody = await client.TryPublishAsync(
            "", "no-such-service", "abc"u8.ToArray(), new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to" });
        Assert.Equal(PublishOutcome.Returned, nobody.Outcome);
    }

    [Fact]
    public async Task TheBrokersRefusalsReachTheCaller()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        AmqpConnectException login = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync(broker.ConnectionOptions with { UserName = "eve", Password = "s3cr3t" }));
        Assert.Equal(ReplyCode.AccessRefused, login.ReplyCode);
        Assert.DoesNotContain("s3cr3t", login.ToString());
        AmqpConnectException host = await Assert.ThrowsAsync<AmqpConnectException>(
            () => AmqpConnection.ConnectAsync(broker.ConnectionOptions with { VirtualHost = "nope" }));
        Assert.Equal(ReplyCode.NotAllowed, host.ReplyCode);
        Assert.Contains("'nope'", host.Message);

        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q", durable: true);
        AmqpChannelClosedException other = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.DeclareQueueAsync("q", durable: false));
        Assert.Equal((ReplyCode.PreconditionFailed, MethodId.QueueDeclare), (other.ReplyCode, other.FailingMethod));

        await using AmqpChannel second = await connection.OpenChannelAsync();
        PublishResult noExchange = await second.TryPublishAsync("no-such-exchange", "k", "x"u8.ToArray());
        Assert.Equal((PublishOutcome.Unknown, ReplyCode.NotFound), (noExchange.Outcome, noExchange.ReplyCode));
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task ADeletedQueueEndsItsConsumers()
    {
        await using TestBroker broker = await TestBroker.StartAsync();
        await using AmqpConnection connection = await broker.ConnectAsync();
        await using AmqpChannel channel = await connection.OpenChannelAsync();
        await channel.DeclareQueueAsync("q");
        AmqpConsumer consumer = await channel.ConsumeAsync("q", new RecordingHandler());

        await channel.DeleteQueueAsync("q");

        Assert.Equal(CloseInitiator.Broker, (await consumer.Completion.WaitAsync(ScriptedPeer.Patience)).Initiator);
        Assert.True(channel.IsOpen);
    }

    private static Task<AmqpConnection> ConnectAsync(TestBroker broker, bool socket) =>
        socket ? AmqpConnection.ConnectAsync(broker.Uri) : broker.ConnectAsync();

    private static byte[] RandomBody(int size)
    {
        byte[] body = new byte[size];
        Random.Shared.NextBytes(body);
        return body;
    }
}
