using System.Buffers;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Consuming;

/// <summary>How a consumer ends, and what becomes of the messages it has.</summary>
public class ConsumerEndTests
{
    [Fact]
    public async Task CancellingGivesBackWhatWasNotBegun()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = new((_, _) => new ValueTask(release.Task));
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, handler);
        for (ulong i = 1; i <= 3; i++)
        {
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = i }, []);
        }

        await handler.NextAsync();
        Task cancel = consumer.CancelAsync();
        await peer.ExpectAsync(MethodId.BasicCancel);
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 4 }, []);
        peer.Send(1, new BasicCancelOk { ConsumerTag = "c"u8 });
        await cancel.WaitAsync(ScriptedPeer.Patience);
        Assert.False(consumer.Completion.IsCompleted);
        release.SetResult();

        for (ulong i = 2; i <= 4; i++)
        {
            BasicReject requeue = BasicReject.Read((await peer.ExpectAsync(MethodId.BasicReject)).Arguments);
            Assert.Equal((i, true), (requeue.DeliveryTag, requeue.Requeue));
        }

        Assert.Equal(CloseInitiator.Application, (await consumer.Completion.WaitAsync(ScriptedPeer.Patience)).Initiator);
        Assert.Equal(0, handler.Waiting);
        await consumer.CancelAsync();
        await consumer.DisposeAsync();
    }

    [Fact]
    public async Task CancellingWithoutAcknowledgementsStillHandlesWhatCame()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RecordingHandler handler = new((_, _) => new ValueTask(release.Task));
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, handler, new ConsumeOptions { NoAck = true });
        for (ulong i = 1; i <= 3; i++)
        {
            peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = i }, []);
        }

        await handler.NextAsync();
        Task cancel = consumer.CancelAsync();
        await peer.ExpectAsync(MethodId.BasicCancel);
        peer.Send(1, new BasicCancelOk { ConsumerTag = "c"u8 });
        await cancel.WaitAsync(ScriptedPeer.Patience);
        release.SetResult();

        await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(2, handler.Waiting);
    }

    [Fact]
    public async Task TheBrokersCancellationSaysSo()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, new RecordingHandler());

        peer.Send(1, new BasicCancel { ConsumerTag = "c"u8, NoWait = true });

        CloseReason reason = await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseInitiator.Broker, reason.Initiator);
        Assert.Contains("queue 'q'", reason.ReplyText);
        Assert.False(consumer.IsActive);
        Assert.True(channel.IsOpen);
        await consumer.CancelAsync();
    }

    [Fact]
    public async Task AHandlerThatThrowsClosesItsChannel()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, new RecordingHandler((_, _) => throw new FormatException("no such thing")));

        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 }, []);

        await peer.ExpectAsync(MethodId.ChannelClose);
        peer.Send(1, new ChannelCloseOk());
        CloseReason reason = await channel.Closed.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseInitiator.Library, reason.Initiator);
        Assert.IsType<FormatException>(reason.Cause);
        Assert.Contains("FormatException: no such thing", reason.ReplyText);
        Assert.Same(reason, await consumer.Completion.WaitAsync(ScriptedPeer.Patience));
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task TheTokenIsCancelledWithTheChannel()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new(async (message, token) =>
        {
            await Task.Delay(Timeout.Infinite, token).ContinueWith(static _ => { }, TaskScheduler.Default);
            await Assert.ThrowsAsync<AmqpChannelClosedException>(async () => await message.Delivery.AckAsync());
        });
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, handler);
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 }, []);
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 2 }, []);
        await handler.NextAsync();

        peer.Send(1, new ChannelClose { ReplyCode = ReplyCode.PreconditionFailed, ReplyText = "gone"u8 });

        CloseReason reason = await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(ReplyCode.PreconditionFailed, reason.ReplyCode);
        Assert.Null(reason.Cause);
        Assert.Equal(0, handler.Waiting);
    }

    [Fact]
    public async Task ACancellationThatAsksForAnAnswerGetsOne()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, new RecordingHandler());

        peer.Send(1, new BasicCancel { ConsumerTag = "c"u8 });

        Assert.Equal("c", BasicCancelOk.Read((await peer.ExpectAsync(MethodId.BasicCancelOk)).Arguments).ConsumerTag.ToString());
        await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task AConsumerThatWasGivenUpIsCancelledAndItsMessagesGoBack()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new();
        Task<AmqpConsumer> consume = channel.ConsumeAsync("q", handler, new ConsumeOptions { Prefetch = 0 }, cancelled.Token);
        await peer.ExpectAsync(MethodId.BasicConsume);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => consume);

        peer.Send(1, new BasicConsumeOk { ConsumerTag = "c"u8 });
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 }, []);

        HashSet<MethodId> sent = [(await peer.ReceiveAsync()).Id, (await peer.ReceiveAsync()).Id];
        Assert.Equal([MethodId.BasicCancel, MethodId.BasicReject], sent.Order());
        Assert.Equal(0, handler.Waiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatCameTogetherWithTheAgreementToCancelIsNotLost(bool noAck)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        RecordingHandler handler = new();
        AmqpConsumer consumer = await peer.ConsumeAsync(channel, handler, new ConsumeOptions { NoAck = noAck, Prefetch = 0 });
        Task cancel = consumer.CancelAsync();
        await peer.ExpectAsync(MethodId.BasicCancel);

        // One batch, and a long one: the dispatch loop has all the time to end before the read loop is through.
        ArrayBufferWriter<byte> batch = new();
        FrameWriter.WriteMethod(batch, 1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 });
        FrameWriter.WriteHeader(batch, 1, 0, BasicProperties.Empty);
        FrameWriter.WriteMethod(batch, 1, new BasicCancelOk { ConsumerTag = "c"u8 });
        for (int i = 0; i < 1_000_000; i++)
        {
            FrameWriter.WriteHeartbeat(batch);
        }

        peer.SendOctets(batch.WrittenSpan);

        await cancel.WaitAsync(ScriptedPeer.Patience);
        if (noAck)
        {
            await handler.NextAsync();
        }
        else
        {
            Assert.True(BasicReject.Read((await peer.ExpectAsync(MethodId.BasicReject)).Arguments).Requeue);
        }

        await consumer.Completion.WaitAsync(ScriptedPeer.Patience);
    }
}
