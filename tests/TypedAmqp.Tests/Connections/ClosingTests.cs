using System.Buffers;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

public class ClosingTests
{
    [Fact]
    public async Task AsksTheBrokerAndWaitsForItsAgreement()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        Task closing = connection.CloseAsync();

        await peer.ExpectAsync(MethodId.ConnectionClose);
        Assert.False(closing.IsCompleted);
        Assert.False(connection.IsOpen);
        peer.Send(0, new ConnectionCloseOk());
        await closing.WaitAsync(ScriptedPeer.Patience);
        Assert.Null(await peer.TryReceiveAsync());
        Assert.Equal(CloseInitiator.Application, (await connection.Closed).Initiator);
        Assert.Equal(CloseInitiator.Application, (await channel.Closed).Initiator);
    }

    [Fact]
    public async Task DoesNotWaitForeverForTheAgreement()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(peer.Options with { CloseTimeout = TimeSpan.FromSeconds(2) });

        Task closing = connection.CloseAsync();
        await peer.ExpectAsync(MethodId.ConnectionClose);
        peer.Clock.Advance(TimeSpan.FromSeconds(2));

        await closing.WaitAsync(ScriptedPeer.Patience);
        Assert.Null(await peer.TryReceiveAsync());
    }

    [Fact]
    public async Task TakesTheEndOfTheTransportForTheAgreement()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();

        Task closing = connection.CloseAsync();
        await peer.ExpectAsync(MethodId.ConnectionClose);
        peer.StopSending();

        await closing.WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task WhatWasWrittenBeforeStillLeaves()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        for (int i = 0; i < 100; i++)
        {
            await channel.TryPublishAsync("", "q", new byte[i]);
        }

        Task closing = connection.CloseAsync();

        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(i, (await peer.ReceivePublishAsync()).Body.Length);
        }

        await peer.ExpectAsync(MethodId.ConnectionClose);
        peer.Send(0, new ConnectionCloseOk());
        await closing.WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task TheBrokersReasonCountsAlsoWhenItReadsNoAgreement()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        peer.StopReading();
        peer.Send(0, new ConnectionClose { ReplyCode = ReplyCode.ConnectionForced, ReplyText = "going down"u8 });

        CloseReason reason = await connection.Closed.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal((CloseInitiator.Broker, "going down"), (reason.Initiator, reason.ReplyText));
        Assert.Equal(CloseInitiator.Broker, (await channel.Closed).Initiator);
    }

    [Fact]
    public async Task CanBeAskedForManyTimesAtOnce()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        Task[] closing = [.. Enumerable.Range(0, 32).Select(i => Task.Run(
            () => (i % 4) switch { 0 => connection.CloseAsync(), 1 => connection.DisposeAsync().AsTask(), 2 => channel.DisposeAsync().AsTask(), _ =>
                channel.CloseAsync() }))];

        // Whichever came first: a channel.close may or may not precede the only connection.close.
        PeerFrame frame = await peer.ReceiveAsync();
        if (frame.Id == MethodId.ChannelClose)
        {
            frame = await peer.ReceiveAsync();
        }

        Assert.Equal(MethodId.ConnectionClose, frame.Id);
        peer.Send(0, new ConnectionCloseOk());
        await Task.WhenAll(closing).WaitAsync(ScriptedPeer.Patience);
        Assert.Null(await peer.TryReceiveAsync());
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task TheBrokersReasonIsInWhateverFollows()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<QueueInfo> declare = channel.DeclareQueueAsync("q");
        await peer.ExpectAsync(MethodId.QueueDeclare);

        peer.Send(
            0, new ConnectionClose { ReplyCode = ReplyCode.NotImplemented, ReplyText = "NOT_IMPLEMENTED - never"u8, ClassId = 50, MethodId = 10 });

        await peer.ExpectAsync(MethodId.ConnectionCloseOk);
        Assert.Null(await peer.TryReceiveAsync());
        foreach (Func<Task> use in (Func<Task>[])[() => declare, () => channel.DeclareQueueAsync("q"), () => connection.OpenChannelAsync(),
            async () => await channel.TryPublishAsync("", "q", default), async () => await channel.AckAsync(1)])
        {
            AmqpConnectionClosedException e = await Assert.ThrowsAsync<AmqpConnectionClosedException>(use);
            Assert.Equal((ReplyCode.NotImplemented, MethodId.QueueDeclare), (e.ReplyCode, e.FailingMethod));
            Assert.Contains("540 NOT_IMPLEMENTED - never (in answer to queue.declare)", e.Message);
            Assert.Equal(CloseInitiator.Broker, e.Reason.Initiator);
        }
    }

    [Fact]
    public async Task ALostTransportIsNoSecret()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<QueueInfo> declare = channel.DeclareQueueAsync("q");

        peer.Vanish();

        AmqpConnectionClosedException e = await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => declare.WaitAsync(ScriptedPeer.Patience));
        Assert.Equal(CloseInitiator.Transport, e.Reason.Initiator);
        Assert.Equal(CloseInitiator.Transport, (await channel.Closed.WaitAsync(ScriptedPeer.Patience)).Initiator);
        await connection.CloseAsync().WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task ATransportThatEndsWithinAFrame()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();

        peer.SendOctets([1, 0, 0, 0, 0]);
        peer.StopSending();

        Assert.Equal(CloseInitiator.Transport, (await connection.Closed.WaitAsync(ScriptedPeer.Patience)).Initiator);
    }

    [Fact]
    public async Task ABrokerThatReadsNothingCannotKeepItOpen()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(peer.Options with { CloseTimeout = TimeSpan.FromSeconds(2) });
        AmqpChannel channel = await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublisherConfirms = false });
        await channel.TryPublishAsync("", "q", new byte[500_000]);

        Task closing = connection.CloseAsync();

        // Once for the agreement, once for the octets that nobody takes.
        while (!closing.IsCompleted)
        {
            peer.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        await closing;
    }

    [Fact]
    public async Task AChannelThatClosesAmidItsDeliveriesCostsNoOtherChannel()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        for (int round = 0; round < 300; round++)
        {
            // Two consumers in turn: each delivery is looked up under the channel's lock, which the close takes, too.
            AmqpChannel channel = await peer.OpenChannelAsync(connection);
            await peer.ConsumeAsync(channel, new RecordingHandler(), tag: "a");
            await peer.ConsumeAsync(channel, new RecordingHandler(), tag: "b");
            ArrayBufferWriter<byte> batch = new();
            for (ulong tag = 1; tag <= 2000; tag++)
            {
                FrameWriter.WriteMethod(
                    batch, (ushort)channel.Number, new BasicDeliver { ConsumerTag = tag % 2 == 0 ? "a"u8 : "b"u8, DeliveryTag = tag });
                FrameWriter.WriteHeader(batch, (ushort)channel.Number, 0, BasicProperties.Empty);
            }

            Task sending = Task.Run(() => peer.SendOctets(batch.WrittenSpan));
            while (peer.UnreadOctets == 0 && !sending.IsCompleted)
            {
                await Task.Yield();
            }

            Task closing = channel.CloseAsync();
            await sending;
            PeerFrame close = await peer.ReceiveAsync();
            Assert.Equal((MethodId.ChannelClose, channel.Number), (close.Id, close.Channel));
            peer.Send((ushort)channel.Number, new ChannelCloseOk());
            await closing.WaitAsync(ScriptedPeer.Patience);
            Assert.True(connection.IsOpen, "The connection was closed.");
        }
    }
}
