using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Publishing;

/// <summary>Which publish a returned message was: the wire does not say.</summary>
public class ReturnTests
{
    [Fact]
    public async Task AReturnedMessageIsNotConfirmed()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask publish = channel.PublishAsync("orders", "order.eu", "x"u8.ToArray());
        await peer.ReceivePublishAsync();

        Return(peer, "orders", "order.eu", "x");
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        PublishException e = await Assert.ThrowsAsync<PublishException>(publish.AsTask);
        Assert.Equal(new PublishResult(PublishOutcome.Returned, ReplyCode.NoRoute, "NO_ROUTE"), e.Result);
        Assert.Contains("312 NO_ROUTE", e.Message);
        Assert.Contains("'order.eu'", e.Message);
    }

    [Fact]
    public async Task ReturnsAmongOthersFindTheirPublish()
    {
        // As RabbitMQ 3.10 does it: each return is followed by its acknowledgement, the routed ones are confirmed later and together.
        PublishOutcome[] outcomes = await OutcomesAsync(
            ["q", "nowhere", "q", "nowhere", "q"],
            peer =>
            {
                Return(peer, "", "nowhere", "1");
                peer.Send(1, new BasicAck { DeliveryTag = 2 });
                Return(peer, "", "nowhere", "3");
                peer.Send(1, new BasicAck { DeliveryTag = 4 });
                peer.Send(1, new BasicAck { DeliveryTag = 5, Multiple = true });
            });

        Assert.Equal([C, R, C, R, C], outcomes);
    }

    [Fact]
    public async Task SeveralReturnsBeforeOneAcknowledgement()
    {
        PublishOutcome[] outcomes = await OutcomesAsync(
            ["nowhere", "q", "nowhere", "nowhere"],
            peer =>
            {
                Return(peer, "", "nowhere", "0");
                Return(peer, "", "nowhere", "2");
                Return(peer, "", "nowhere", "3");
                peer.Send(1, new BasicAck { DeliveryTag = 4, Multiple = true });
            });

        Assert.Equal([R, C, R, R], outcomes);
    }

    [Fact]
    public async Task EqualMessagesOfWhichTheLaterOnesAreReturned()
    {
        // The queue was deleted after the first: the octets are equal, and the acknowledgement that follows the return tells them apart.
        PublishOutcome[] outcomes = await OutcomesAsync(
            ["q", "q", "q"],
            peer =>
            {
                Return(peer, "", "q", "same");
                peer.Send(1, new BasicAck { DeliveryTag = 2 });
                Return(peer, "", "q", "same");
                peer.Send(1, new BasicAck { DeliveryTag = 3 });
                peer.Send(1, new BasicAck { DeliveryTag = 1 });
            },
            body: "same");

        Assert.Equal([C, R, R], outcomes);
    }

    [Fact]
    public async Task AnAcknowledgementOfOthersBetweenDoesNotMatter()
    {
        PublishOutcome[] outcomes = await OutcomesAsync(
            ["q", "nowhere", "q"],
            peer =>
            {
                Return(peer, "", "nowhere", "1");
                peer.Send(1, new BasicAck { DeliveryTag = 1 });
                peer.Send(1, new BasicAck { DeliveryTag = 3 });
                peer.Send(1, new BasicAck { DeliveryTag = 2 });
            });

        Assert.Equal([C, R, C], outcomes);
    }

    [Fact]
    public async Task PropertiesTellEqualBodiesApart()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        BasicProperties eu = new() { Headers = new FieldTable { { "region", "eu" } } };
        BasicProperties us = new() { Headers = new FieldTable { { "region", "us" } } };
        ValueTask<PublishResult> first = channel.TryPublishAsync("h", "", "x"u8.ToArray(), eu);
        ValueTask<PublishResult> second = channel.TryPublishAsync("h", "", "x"u8.ToArray(), us);

        Return(peer, "h", "", "x", eu);
        peer.Send(1, new BasicAck { DeliveryTag = 2 });
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        Assert.Equal((R, C), ((await first).Outcome, (await second).Outcome));
    }

    [Fact]
    public async Task PropertiesThatTheBrokerRewroteDoNotHideIt()
    {
        // RabbitMQ puts the name of the reply channel where amq.rabbitmq.reply-to was.
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(
            "", "rpc", "x"u8.ToArray(), new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to" });

        Return(peer, "", "rpc", "x", new BasicProperties { ReplyTo = "amq.rabbitmq.reply-to.g1h2AA==.key" });
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        Assert.Equal(R, (await publish).Outcome);
    }

    [Fact]
    public async Task AReturnAfterTheDeadlineIsNotAnotherPublish()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = TimeSpan.FromSeconds(1) });
        byte[] body = "first"u8.ToArray();
        ValueTask<PublishResult> first = channel.TryPublishAsync("", "q", body);
        peer.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PublishOutcome.Unknown, (await first).Outcome);

        // The caller has its memory again, and uses it.
        "later"u8.CopyTo(body);
        ValueTask<PublishResult> second = channel.TryPublishAsync("", "q", body);
        Return(peer, "", "q", "first");
        peer.Send(1, new BasicAck { DeliveryTag = 2, Multiple = true });

        Assert.Equal(C, (await second).Outcome);
    }

    [Fact]
    public async Task AReturnOfAPublishThatWasGivenUpIsNotThatOfAnEqualOne()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = TimeSpan.FromSeconds(1) });
        ValueTask<PublishResult> first = channel.TryPublishAsync("", "q", "same"u8.ToArray());
        peer.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(PublishOutcome.Unknown, (await first).Outcome);
        ValueTask<PublishResult> second = channel.TryPublishAsync("", "q", "same"u8.ToArray());

        Return(peer, "", "q", "same");
        peer.Send(1, new BasicAck { DeliveryTag = 1 });
        peer.Send(1, new BasicAck { DeliveryTag = 2 });

        Assert.Equal(C, (await second).Outcome);
    }

    [Fact]
    public async Task AReturnIsNotThatOfALaterPublish()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult> first = channel.TryPublishAsync("", "q", "same"u8.ToArray());
        await peer.ReceivePublishAsync();
        Return(peer, "", "q", "same");
        Task<uint> purge = channel.PurgeQueueAsync("q");
        await peer.ExpectAsync(MethodId.QueuePurge);
        peer.Send(1, new QueuePurgeOk());
        await purge;

        ValueTask<PublishResult> second = channel.TryPublishAsync("", "q", "same"u8.ToArray());
        peer.Send(1, new BasicAck { DeliveryTag = 2, Multiple = true });

        Assert.Equal((R, C), ((await first).Outcome, (await second).Outcome));
    }

    [Fact]
    public async Task WithoutConfirmsTheChannelTells()
    {
        await using ScriptedPeer peer = new();
        TaskCompletionSource<ReturnedMessage> returned = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(
            connection, new AmqpChannelOptions { PublisherConfirms = false, Returned = message => returned.SetResult(message) });
        Assert.Equal(PublishOutcome.Sent, (await channel.TryPublishAsync("", "nowhere", "x"u8.ToArray())).Outcome);

        Return(peer, "", "nowhere", "x", new BasicProperties { ContentType = "text/plain" });

        ReturnedMessage message = await returned.Task.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(("", "nowhere", ReplyCode.NoRoute, "NO_ROUTE"), (message.Exchange, message.RoutingKey, message.ReplyCode, message.ReplyText));
        Assert.Equal("x"u8.ToArray(), message.Body.ToArray());
        Assert.Equal("text/plain", message.Properties.ContentType.ToString());
    }

    private const PublishOutcome C = PublishOutcome.Confirmed;
    private const PublishOutcome R = PublishOutcome.Returned;

    private static async Task<PublishOutcome[]> OutcomesAsync(string[] keys, Action<ScriptedPeer> script, string? body = null)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<PublishResult>[] publishes = [.. keys.Select(
            (key, i) => channel.TryPublishAsync("", key, Encoding.UTF8.GetBytes(body ?? $"{i}")).AsTask())];

        script(peer);

        PublishResult[] results = await Task.WhenAll(publishes).WaitAsync(ScriptedPeer.Patience);
        peer.Vanish();
        return [.. results.Select(result => result.Outcome)];
    }

    private static void Return(ScriptedPeer peer, string exchange, string routingKey, string body, BasicProperties? properties = null) => peer.SendContent(
        1,
        new BasicReturn { ReplyCode = ReplyCode.NoRoute, ReplyText = "NO_ROUTE"u8, Exchange = exchange, RoutingKey = routingKey },
        Encoding.UTF8.GetBytes(body),
        properties);
}
