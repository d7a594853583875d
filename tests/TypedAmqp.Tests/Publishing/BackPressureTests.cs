using TypedAmqp.Protocol;
using TypedAmqp.Publishing;
using TypedAmqp.Testing;
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
        (AmqpConnection _, AmqpChannel channel) = await BlockedAsync(peer);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray());

        peer.Clock.Advance(TimeSpan.FromSeconds(3));

        PublishResult result = await publish.AsTask().WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("low on disk", result.ReplyText);
    }

    [Fact]
    public async Task ABlockedBatchEndsWithTheDeadlineOfItsFirst()
    {
        await using ScriptedPeer peer = new();
        (AmqpConnection connection, AmqpChannel channel) = await BlockedAsync(peer);
        Task<PublishResult[]> batch = channel.TryPublishAllAsync(Route, Enumerable.Repeat<ReadOnlyMemory<byte>>("x"u8.ToArray(), 5), window: 2);
        Assert.False(batch.IsCompleted);
        Assert.Equal("low on disk", connection.BlockedReason);

        peer.Clock.Advance(TimeSpan.FromSeconds(3));

        PublishResult[] results = await batch.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(Enumerable.Repeat(PublishOutcome.Unknown, 5), results.Select(result => result.Outcome));
        Assert.All(results[..2], result => Assert.Contains("low on disk", result.ReplyText));
        Assert.All(results[2..], result => Assert.Contains("one of the messages before it", result.ReplyText));
        await AssertGoesOnAsync(peer, channel);
    }

    [Fact]
    public async Task EachOfABlockedSequenceEndsWithItsDeadline()
    {
        await using ScriptedPeer peer = new();
        (AmqpConnection _, AmqpChannel channel) = await BlockedAsync(peer);
        await using (IAsyncEnumerator<PublishResult> outcomes = channel.TryPublishEachAsync(Route, BodiesAsync(5), window: 2).GetAsyncEnumerator())
        {
            for (int i = 0; i < 4; i += 2)
            {
                ValueTask<bool> first = outcomes.MoveNextAsync();
                Assert.False(first.IsCompleted);
                peer.Clock.Advance(TimeSpan.FromSeconds(3));
                Assert.True(await first.AsTask().WaitAsync(ScriptedPeer.Patience));
                Assert.Contains("low on disk", outcomes.Current.ReplyText);
                Assert.True(await outcomes.MoveNextAsync().AsTask().WaitAsync(ScriptedPeer.Patience));
                Assert.Equal(PublishOutcome.Unknown, outcomes.Current.Outcome);
            }

            peer.Clock.Advance(TimeSpan.FromSeconds(3));
        }

        await AssertGoesOnAsync(peer, channel);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsGivenUpLeavesItsPlaceAlsoBehindWhatWaitsForEver(bool isCancelled)
    {
        VirtualClock clock = new();
        using CancellationTokenSource cancelled = new();
        AmqpChannelOptions options = new() { PublishTimeout = isCancelled ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(3) };
        PublishLine line = new(options, clock, new PendingPublishPool(), UnconfirmedPublishPolicy.Report);
        OutgoingMessage message = new(Route, default, default, "x"u8.ToArray());
        using CancellationTokenSource first = new();
        Task<PublishResult> waiting = line.Publish(message, first.Token)!.Result.AsTask();
        Task<PublishResult>[] behind = [.. Enumerable.Range(0, 3).Select(_ => line.Publish(message, cancelled.Token)!.Result.AsTask())];

        if (isCancelled)
        {
            await cancelled.CancelAsync();
            foreach (Task<PublishResult> publish in behind)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publish.WaitAsync(ScriptedPeer.Patience));
            }

            Assert.False(waiting.IsCompleted);
            Assert.Equal(1, line.WaitingCount);
            await first.CancelAsync();
        }
        else
        {
            clock.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(PublishOutcome.Unknown, (await waiting.WaitAsync(ScriptedPeer.Patience)).Outcome);
        }

        Assert.Equal(0, line.WaitingCount);
        Assert.False(line.AwaitsAnswer);
    }

    [Fact]
    public async Task WhatIsNotCancelledKeepsItsOrder()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        (AmqpConnection _, AmqpChannel channel) = await BlockedAsync(peer, Timeout.InfiniteTimeSpan);
        List<Task<PublishResult>> kept = [];
        for (byte i = 0; i < 6; i++)
        {
            Task<PublishResult> publish = channel.TryPublishAsync(Route, new[] { i }, i % 2 == 0 ? CancellationToken.None : cancelled.Token).AsTask();
            (i % 2 == 0 ? kept : []).Add(publish);
        }

        await cancelled.CancelAsync();
        peer.Send(0, new ConnectionUnblocked());

        foreach (byte i in (byte[])[0, 2, 4])
        {
            Assert.Equal([i], (await peer.ReceivePublishAsync()).Body);
        }

        peer.Send(1, new BasicAck { DeliveryTag = 3, Multiple = true });
        Assert.All(await Task.WhenAll(kept).WaitAsync(ScriptedPeer.Patience), result => Assert.Equal(PublishOutcome.Confirmed, result.Outcome));
    }

    [Fact]
    public async Task ABlockedPublishEndsWithTheConnection()
    {
        await using ScriptedPeer peer = new();
        (AmqpConnection _, AmqpChannel channel) = await BlockedAsync(peer);
        ValueTask<PublishResult> publish = channel.TryPublishAsync(Route, "x"u8.ToArray());

        peer.Vanish();

        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => publish.AsTask().WaitAsync(ScriptedPeer.Patience));
    }

    [Fact]
    public async Task ABlockedPublishCanBeCancelled()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        (AmqpConnection _, AmqpChannel channel) = await BlockedAsync(peer);
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

    /// <summary>A channel of a connection that the broker has blocked, and whose publishes are given up after 3 s.</summary>
    private static async Task<(AmqpConnection Connection, AmqpChannel Channel)> BlockedAsync(ScriptedPeer peer, TimeSpan? timeout = null)
    {
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = timeout ?? TimeSpan.FromSeconds(3) });
        peer.Send(0, new ConnectionBlocked { Reason = "low on disk"u8 });
        await RoundTripAsync(peer, channel);
        Assert.True(connection.IsBlocked);
        return (connection, channel);
    }

    /// <summary>Nothing of what was given up is sent, and the sequence begins with the next publish.</summary>
    private static async Task AssertGoesOnAsync(ScriptedPeer peer, AmqpChannel channel)
    {
        peer.Send(0, new ConnectionUnblocked());
        ValueTask<PublishResult> next = channel.TryPublishAsync(Route, "next"u8.ToArray());
        Assert.Equal("next"u8.ToArray(), (await peer.ReceivePublishAsync()).Body);
        peer.Send(1, new BasicAck { DeliveryTag = 1 });
        Assert.Equal(PublishOutcome.Confirmed, (await next).Outcome);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> BodiesAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.CompletedTask;
            yield return "x"u8.ToArray();
        }
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
