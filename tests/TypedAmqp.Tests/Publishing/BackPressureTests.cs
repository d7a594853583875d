using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Publishing;

public class BackPressureTests
{
    private static readonly PublishTemplate Route = new("", routingKey: "q", mandatory: false);

    [Fact]
    public async Task APublisherWaitsForABrokerThatDoesNotRead()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        byte[] body = new byte[100_000];

        int sent = 0;
        ValueTask<PublishResult> last;
        while ((last = channel.TryPublishAsync(Route, body)).IsCompleted)
        {
            await last;
            sent++;
            Assert.True(sent < 100, "10 MB were taken for a broker that does not read.");
        }

        for (int i = 0; i < sent; i++)
        {
            await peer.ReceivePublishAsync();
        }

        Assert.Equal(PublishOutcome.Sent, (await last.AsTask().WaitAsync(ScriptedPeer.Patience)).Outcome);
    }

    [Fact]
    public async Task TheWaitForRoomEndsWithTheDeadline()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(
            connection, new AmqpChannelOptions { PublisherConfirms = false, PublishTimeout = TimeSpan.FromSeconds(3) });
        ValueTask<PublishResult> last;
        while ((last = channel.TryPublishAsync(Route, new byte[100_000])).IsCompleted)
        {
            await last;
        }

        peer.Clock.Advance(TimeSpan.FromSeconds(4));

        PublishResult result = await last.AsTask().WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("never sent", result.ReplyText);
    }

    [Fact]
    public async Task ABlockedConnectionMakesPublishersWait()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        peer.Send(0, new ConnectionBlocked { Reason = "low on memory"u8 });
        await RoundTripAsync(peer, channel);

        Assert.True(connection.IsBlocked);
        Assert.Equal("low on memory", connection.BlockedReason);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray());
        await RoundTripAsync(peer, channel);
        Assert.False(publish.IsCompleted);

        peer.Send(0, new ConnectionUnblocked());
        await peer.ReceivePublishAsync();
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        Assert.Equal(PublishOutcome.Confirmed, (await publish).Outcome);
        Assert.False(connection.IsBlocked);
    }

    [Fact]
    public async Task ABlockedPublishEndsWithItsDeadlineAndSaysWhy()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = TimeSpan.FromSeconds(3) });
        peer.Send(0, new ConnectionBlocked { Reason = "low on disk"u8 });
        await RoundTripAsync(peer, channel);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray());

        peer.Clock.Advance(TimeSpan.FromSeconds(3));

        PublishResult result = await publish.AsTask().WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("low on disk", result.ReplyText);
    }

    [Fact]
    public async Task ABlockedPublishEndsWithTheConnection()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        peer.Send(0, new ConnectionBlocked { Reason = "low on disk"u8 });
        await RoundTripAsync(peer, channel);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray());

        peer.Vanish();

        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => publish.AsTask().WaitAsync(ScriptedPeer.Patience));
    }

    [Fact]
    public async Task ABlockedPublishCanBeCancelled()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        peer.Send(0, new ConnectionBlocked { Reason = "low on disk"u8 });
        await RoundTripAsync(peer, channel);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray(), cancelled.Token);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publish.AsTask().WaitAsync(ScriptedPeer.Patience));
    }

    [Fact]
    public async Task TooManyUnconfirmedPublishesWaitForTheirTurn()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { MaxUnconfirmed = 2 });
        ValueTask<PublishResult> first = channel.TryPublishAsync(Route, "1"u8.ToArray());
        ValueTask<PublishResult> second = channel.TryPublishAsync(Route, "2"u8.ToArray());
        ValueTask<PublishResult> third = channel.TryPublishAsync(Route, "3"u8.ToArray());
        await peer.ReceivePublishAsync();
        await peer.ReceivePublishAsync();
        await RoundTripAsync(peer, channel);

        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        Assert.Equal("3"u8.ToArray(), (await peer.ReceivePublishAsync()).Body);
        peer.Send(1, new BasicAck { DeliveryTag = 3, Multiple = true });
        foreach (ValueTask<PublishResult> publish in (ValueTask<PublishResult>[])[first, second, third])
        {
            Assert.Equal(PublishOutcome.Confirmed, (await publish).Outcome);
        }
    }

    [Fact]
    public async Task ChannelFlowStopsAndResumesOneChannel()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        peer.Send(1, new ChannelFlow { Active = false });
        await peer.ExpectAsync(MethodId.ChannelFlowOk);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray());
        await RoundTripAsync(peer, channel);
        Assert.False(publish.IsCompleted);

        peer.Send(1, new ChannelFlow { Active = true });
        await peer.ExpectAsync(MethodId.ChannelFlowOk);
        await peer.ReceivePublishAsync();
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        Assert.Equal(PublishOutcome.Confirmed, (await publish).Outcome);
    }

    /// <summary>A question and its answer: what was sent before has been read, on both sides, and the next frame is not a publish.</summary>
    private static async Task RoundTripAsync(ScriptedPeer peer, AmqpChannel channel)
    {
        Task<uint> purge = channel.PurgeQueueAsync("q");
        PeerFrame frame = await peer.ExpectAsync(MethodId.QueuePurge);
        peer.Send(frame.Channel, new QueuePurgeOk());
        await purge.WaitAsync(ScriptedPeer.Patience);
    }
}
