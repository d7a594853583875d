using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Channels;

public class ChannelTests
{
    [Fact]
    public async Task AnErrorClosesTheChannelAndLeavesTheOthers()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel bad = await peer.OpenChannelAsync(connection);
        AmqpChannel good = await peer.OpenChannelAsync(connection);
        Task<QueueInfo> declare = bad.DeclareQueueAsync("q");
        await peer.ExpectAsync(MethodId.QueueDeclare);

        peer.Send(1, new ChannelClose
        {
            ReplyCode = ReplyCode.PreconditionFailed,
            ReplyText = "PRECONDITION_FAILED - inequivalent arg 'durable'"u8,
            ClassId = 50,
            MethodId = 10,
        });

        AmqpChannelClosedException e = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => declare);
        Assert.Equal((ReplyCode.PreconditionFailed, MethodId.QueueDeclare), (e.ReplyCode, e.FailingMethod));
        Assert.Equal(
            "Channel 1 is closed by the broker: 406 PRECONDITION_FAILED - inequivalent arg 'durable' (in answer to queue.declare).", e.Message);
        Assert.Equal(1, (await peer.ExpectAsync(MethodId.ChannelCloseOk)).Channel);
        Assert.False(bad.IsOpen);
        Assert.True(good.IsOpen);
        await Assert.ThrowsAsync<AmqpChannelClosedException>(() => bad.PurgeQueueAsync("q"));
        await bad.CloseAsync();
        await bad.DisposeAsync();
    }

    [Fact]
    public async Task NumbersAreUsedAgainOnceTheBrokerAgreed()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel first = await peer.OpenChannelAsync(connection);
        Task closing = first.CloseAsync();
        await peer.ExpectAsync(MethodId.ChannelClose);

        AmqpChannel second = await peer.OpenChannelAsync(connection);
        peer.Send(1, new ChannelCloseOk());
        await closing;
        AmqpChannel third = await peer.OpenChannelAsync(connection);

        Assert.Equal((1, 2, 1), (first.Number, second.Number, third.Number));
    }

    [Fact]
    public async Task NoMoreThanTheAgreedNumber()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(channelMax: 2);
        await peer.OpenChannelAsync(connection);
        await peer.OpenChannelAsync(connection);

        InvalidOperationException e = await Assert.ThrowsAsync<InvalidOperationException>(() => connection.OpenChannelAsync());

        Assert.Contains("All 2 channels", e.Message);
    }

    [Fact]
    public async Task WhileClosingEverythingElseIsDiscarded()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        await peer.ConsumeAsync(channel, new RecordingHandler());

        Task closing = channel.CloseAsync();
        await peer.ExpectAsync(MethodId.ChannelClose);
        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 }, [1, 2, 3]);
        peer.Send(1, new QueueDeclareOk());
        peer.Send(1, new ChannelCloseOk());

        await closing.WaitAsync(ScriptedPeer.Patience);
        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task BothSidesMayCloseAtOnce()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task closing = channel.CloseAsync();
        await peer.ExpectAsync(MethodId.ChannelClose);

        peer.Send(1, new ChannelClose { ReplyCode = ReplyCode.NotFound });
        await peer.ExpectAsync(MethodId.ChannelCloseOk);
        peer.Send(1, new ChannelCloseOk());

        await closing.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(1, (await peer.OpenChannelAsync(connection)).Number);
    }

    [Fact]
    public async Task AnAnswerThatDoesNotComeIsATimeout()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(peer.Options with { RequestTimeout = TimeSpan.FromSeconds(3) });
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<uint> purge = channel.PurgeQueueAsync("slow");
        await peer.ExpectAsync(MethodId.QueuePurge);

        peer.Clock.Advance(TimeSpan.FromSeconds(3));

        TimeoutException e = await Assert.ThrowsAsync<TimeoutException>(() => purge);
        Assert.Contains("queue.purge on channel 1 within 3 s", e.Message);

        // The late answer is not taken for that of the next question.
        Task<uint> next = channel.PurgeQueueAsync("quick");
        peer.Send(1, new QueuePurgeOk { MessageCount = 1 });
        peer.Send(1, new QueuePurgeOk { MessageCount = 2 });
        Assert.Equal(2u, await next.WaitAsync(ScriptedPeer.Patience));
    }

    [Fact]
    public async Task ACancelledQuestionLeavesItsAnswerBehind()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<uint> first = channel.PurgeQueueAsync("a", cancelled.Token);
        Task<uint> second = channel.PurgeQueueAsync("b");

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        peer.Send(1, new QueuePurgeOk { MessageCount = 1 });
        peer.Send(1, new QueuePurgeOk { MessageCount = 2 });

        Assert.Equal(2u, await second.WaitAsync(ScriptedPeer.Patience));
    }

    [Fact]
    public async Task OpeningThatIsGivenUpFreesTheNumber()
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        AmqpConnection connection = await peer.ConnectAsync(channelMax: 1);
        Task<AmqpChannel> opening = connection.OpenChannelAsync(cancellationToken: cancelled.Token);
        await peer.ExpectAsync(MethodId.ChannelOpen);
        await peer.ExpectAsync(MethodId.ConfirmSelect);

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        await peer.ExpectAsync(MethodId.ChannelClose);
        peer.Send(1, new ChannelOpenOk());
        peer.Send(1, new ConfirmSelectOk());
        peer.Send(1, new ChannelCloseOk());
        peer.Send(0, new ConnectionBlocked { Reason = "read so far"u8 });
        await WaitUntilAsync(() => connection.IsBlocked);
        Assert.Equal(1, (await peer.OpenChannelAsync(connection)).Number);
    }

    [Fact]
    public async Task OptionsThatMakeNoSenseAreRefusedBeforeAnythingIsSent()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();

        foreach (AmqpChannelOptions options in (AmqpChannelOptions[])[
            new() { PublishTimeout = TimeSpan.Zero }, new() { PublishTimeout = TimeSpan.FromSeconds(-5) }, new() { MaxUnconfirmed = 0 }])
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => connection.OpenChannelAsync(options));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AmqpConnection.ConnectAsync(peer.Options with { FrameMax = 100 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AmqpConnection.ConnectAsync(peer.Options with { CloseTimeout = TimeSpan.Zero }));
        Assert.True((await peer.OpenChannelAsync(connection, new AmqpChannelOptions { PublishTimeout = Timeout.InfiniteTimeSpan })).IsOpen);
    }

    [Fact]
    public async Task ANameThatDoesNotFitSendsNothing()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        await Assert.ThrowsAsync<ArgumentException>(() => channel.DeclareQueueAsync(new string('x', 256)));

        Task<QueueInfo> declare = channel.DeclareQueueAsync("x");
        await peer.ExpectAsync(MethodId.QueueDeclare);
        peer.Send(1, new QueueDeclareOk { Queue = "x"u8, MessageCount = 3, ConsumerCount = 1 });
        Assert.Equal(new QueueInfo("x", 3, 1), await declare);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }
}
