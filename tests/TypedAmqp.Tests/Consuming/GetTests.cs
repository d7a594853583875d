using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Consuming;

public class GetTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMessageThatNobodyWaitsForAnyMoreGoesBack(bool noAck)
    {
        await using ScriptedPeer peer = new();
        using CancellationTokenSource cancelled = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<GetResult?> get = channel.GetAsync("q", noAck, cancelled.Token);
        await peer.ExpectAsync(MethodId.BasicGet);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);

        peer.SendContent(1, new BasicGetOk { DeliveryTag = 1 }, [1]);
        peer.Send(1, new BasicCancel { ConsumerTag = "read so far"u8 });

        if (!noAck)
        {
            BasicReject requeue = BasicReject.Read((await peer.ExpectAsync(MethodId.BasicReject)).Arguments);
            Assert.Equal((1ul, true), (requeue.DeliveryTag, requeue.Requeue));
        }

        await peer.ExpectAsync(MethodId.BasicCancelOk);
    }

    [Fact]
    public async Task GetsOneMessage()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        Task<GetResult?> full = channel.GetAsync("q");
        Task<GetResult?> empty = channel.GetAsync("q");
        peer.SendContent(
            1, new BasicGetOk { DeliveryTag = 3, Exchange = "e"u8, RoutingKey = "k"u8, MessageCount = 9 }, "hello"u8.ToArray(), frameMax: 10);
        peer.Send(1, new BasicGetEmpty());

        GetResult? got = await full.WaitAsync(ScriptedPeer.Patience);
        Assert.NotNull(got);
        Assert.Equal(("e", "k", 3ul, 9u), (got.Message.Exchange, got.Message.RoutingKey, got.Message.Delivery.Tag, got.MessageCount));
        Assert.Equal("hello"u8.ToArray(), System.Buffers.BuffersExtensions.ToArray(got.Message.Body));
        Assert.Null(await empty.WaitAsync(ScriptedPeer.Patience));
    }
}
