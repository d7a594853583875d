using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Publishing;

public class ConfirmTests
{
    private static readonly PublishTemplate Route = new("", routingKey: "q");

    [Fact]
    public async Task EndsWithTheAcknowledgement()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "hello"u8.ToArray());
        PeerPublish published = await peer.ReceivePublishAsync();
        Assert.False(publish.IsCompleted);
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        Assert.Equal(new PublishResult(PublishOutcome.Confirmed, ReplyCode.Success, null), await publish);
        Assert.Equal(
            ("", "q", true, "hello"), (published.Exchange, published.RoutingKey, published.Mandatory, Encoding.UTF8.GetString(published.Body)));
    }

    [Fact]
    public async Task OneAcknowledgementEndsMany()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult>[] publishes = await PublishAsync(peer, channel, 5);

        peer.Send(1, new BasicAck { DeliveryTag = 3, Multiple = true });
        PublishResult[] first = await ResultsAsync(publishes[..3]);
        Assert.False(publishes[3].IsCompleted);
        peer.Send(1, new BasicAck { DeliveryTag = 0, Multiple = true });
        PublishResult[] rest = await ResultsAsync(publishes[3..]);

        Assert.All(first.Concat(rest), result => Assert.Equal(PublishOutcome.Confirmed, result.Outcome));
    }

    [Fact]
    public async Task AcknowledgementsComeInAnyOrder()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult>[] publishes = await PublishAsync(peer, channel, 4);

        peer.Send(1, new BasicAck { DeliveryTag = 3 });
        peer.Send(1, new BasicNack { DeliveryTag = 2 });
        peer.Send(1, new BasicAck { DeliveryTag = 4, Multiple = true });

        PublishResult[] results = await ResultsAsync(publishes);
        Assert.Equal(
            [PublishOutcome.Confirmed, PublishOutcome.Rejected, PublishOutcome.Confirmed, PublishOutcome.Confirmed],
            results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task ANegativeAcknowledgementIsARejection()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask publish = channel.PublishAsync("logs", "a.b", "x"u8.ToArray());
        await peer.ReceivePublishAsync();

        peer.Send(1, new BasicNack { DeliveryTag = 1 });

        PublishException e = await Assert.ThrowsAsync<PublishException>(publish.AsTask);
        Assert.Equal(PublishOutcome.Rejected, e.Result.Outcome);
        Assert.Contains("exchange 'logs' with routing key 'a.b'", e.Message);
    }

    [Theory]
    [InlineData(2ul, false)]
    [InlineData(2ul, true)]
    [InlineData(0ul, false)]
    [InlineData(ulong.MaxValue, true)]
    public async Task AnAcknowledgementOfNothingClosesTheChannelOnly(ulong tag, bool multiple)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult>[] publishes = await PublishAsync(peer, channel, 1);

        peer.Send(1, new BasicAck { DeliveryTag = tag, Multiple = multiple });

        PublishResult result = await publishes[0];
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Equal(ReplyCode.PreconditionFailed, result.ReplyCode);
        await peer.ExpectAsync(MethodId.ChannelClose);
        peer.Send(1, new ChannelCloseOk());
        Assert.True(connection.IsOpen);
        Assert.True((await peer.OpenChannelAsync(connection)).IsOpen);
    }

    [Fact]
    public async Task ADeadlineLeavesItUnknownAndTheSequenceIntact()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = TimeSpan.FromSeconds(5) });
        ValueTask<PublishResult>[] first = await PublishAsync(peer, channel, 1);
        peer.Clock.Advance(TimeSpan.FromSeconds(3));
        ValueTask<PublishResult>[] second = await PublishAsync(peer, channel, 1);

        peer.Clock.Advance(TimeSpan.FromSeconds(2.5));

        PublishResult result = await first[0];
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("within 5 s", result.ReplyText);
        Assert.False(second[0].IsCompleted);
        peer.Send(1, new BasicNack { DeliveryTag = 1 });
        peer.Send(1, new BasicAck { DeliveryTag = 2 });
        Assert.Equal(PublishOutcome.Confirmed, (await second[0]).Outcome);
        Assert.True(channel.IsOpen);
    }

    [Fact]
    public async Task LaterDeadlinesAreKeptToo()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = TimeSpan.FromSeconds(5) });
        for (int i = 0; i < 3; i++)
        {
            ValueTask<PublishResult>[] publish = await PublishAsync(peer, channel, 1);

            peer.Clock.Advance(TimeSpan.FromSeconds(4));
            Assert.False(publish[0].IsCompleted);
            peer.Clock.Advance(TimeSpan.FromSeconds(1.1));

            Assert.Equal(PublishOutcome.Unknown, (await publish[0]).Outcome);
        }
    }

    [Fact]
    public async Task CancellingTheWaitLeavesTheSequenceIntact()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult> first = channel.TryPublishAsync(Route, "1"u8.ToArray(), cancelled.Token);
        ValueTask<PublishResult> second = channel.TryPublishAsync(Route, "2"u8.ToArray());

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(first.AsTask);
        peer.Send(1, new BasicAck { DeliveryTag = 2, Multiple = true });
        Assert.Equal(PublishOutcome.Confirmed, (await second).Outcome);
        ValueTask<PublishResult> third = channel.TryPublishAsync(Route, "3"u8.ToArray());
        peer.Send(1, new BasicAck { DeliveryTag = 3 });
        Assert.Equal(PublishOutcome.Confirmed, (await third).Outcome);
    }

    [Fact]
    public async Task ACancelledTokenSendsNothing()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await channel.TryPublishAsync(Route, "1"u8.ToArray(), new CancellationToken(canceled: true)));

        ValueTask<PublishResult>[] next = await PublishAsync(peer, channel, 1);
        peer.Send(1, new BasicAck { DeliveryTag = 1 });
        Assert.Equal(PublishOutcome.Confirmed, (await next[0]).Outcome);
    }

    [Fact]
    public async Task LosingTheChannelLeavesThemUnknown()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult>[] publishes = await PublishAsync(peer, channel, 3);

        peer.Send(1, new BasicAck { DeliveryTag = 2 });
        peer.Send(1, new ChannelClose { ReplyCode = ReplyCode.NotFound, ReplyText = "NOT_FOUND - no exchange 'x'"u8, ClassId = 60, MethodId = 40 });

        PublishResult[] results = await ResultsAsync(publishes);
        Assert.Equal([PublishOutcome.Unknown, PublishOutcome.Confirmed, PublishOutcome.Unknown], results.Select(result => result.Outcome));
        Assert.Equal(ReplyCode.NotFound, results[0].ReplyCode);
        Assert.Contains("no exchange 'x'", results[0].ReplyText);
        AmqpChannelClosedException e = await Assert.ThrowsAsync<AmqpChannelClosedException>(
            async () => await channel.TryPublishAsync(Route, "x"u8.ToArray()));
        Assert.Equal((ReplyCode.NotFound, MethodId.BasicPublish), (e.ReplyCode, e.FailingMethod));
    }

    [Fact]
    public async Task LosingTheConnectionLeavesThemUnknown()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult>[] publishes = await PublishAsync(peer, channel, 2);

        peer.Vanish();

        Assert.All(await ResultsAsync(publishes), result => Assert.Equal(PublishOutcome.Unknown, result.Outcome));
        Assert.Equal(CloseInitiator.Transport, (await connection.Closed).Initiator);
    }

    [Fact]
    public async Task AResultIsToBeAwaitedOnce()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult> publish = (await PublishAsync(peer, channel, 1))[0];
        peer.Send(1, new BasicAck { DeliveryTag = 1 });
        await publish;

        // The object behind it may already be that of another publish, which this must not disturb.
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await publish);

        ValueTask<PublishResult> next = (await PublishAsync(peer, channel, 1))[0];
        peer.Send(1, new BasicAck { DeliveryTag = 2 });
        Assert.Equal(PublishOutcome.Confirmed, (await next).Outcome);
    }

    [Fact]
    public async Task TheRingGrows()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        ValueTask<PublishResult>[] publishes = await PublishAsync(peer, channel, 300);

        for (ulong i = 300; i > 0; i--)
        {
            peer.Send(1, new BasicAck { DeliveryTag = i });
        }

        Assert.All(await ResultsAsync(publishes), result => Assert.Equal(PublishOutcome.Confirmed, result.Outcome));
    }

    private static async Task<ValueTask<PublishResult>[]> PublishAsync(ScriptedPeer peer, AmqpChannel channel, int count)
    {
        ValueTask<PublishResult>[] publishes = new ValueTask<PublishResult>[count];
        for (int i = 0; i < count; i++)
        {
            publishes[i] = channel.TryPublishAsync(Route, Encoding.UTF8.GetBytes($"{i}"));
            await peer.ReceivePublishAsync();
        }

        return publishes;
    }

    private static async Task<PublishResult[]> ResultsAsync(ValueTask<PublishResult>[] publishes)
    {
        List<PublishResult> results = [];
        foreach (ValueTask<PublishResult> publish in publishes)
        {
            results.Add(await publish.AsTask().WaitAsync(ScriptedPeer.Patience));
        }

        return [.. results];
    }
}
