using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

/// <summary>What a broken broker can send on an open connection. It is told why, and whoever uses the connection is too.</summary>
public class ProtocolViolationTests
{
    [Theory]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 4, 0, 60, 0, 80, 0x00 }, ReplyCode.FrameError)]
    [InlineData(new byte[] { 1, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0 }, ReplyCode.FrameError)]
    [InlineData(new byte[] { 9, 0, 1, 0, 0, 0, 0, 0xCE }, ReplyCode.FrameError)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 2, 0, 10, 0xCE }, ReplyCode.FrameError)]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 5, 0, 60, 0, 80, 1, 0xCE }, null)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0xCE }, ReplyCode.UnexpectedFrame)]
    [InlineData(new byte[] { 2, 0, 1, 0, 0, 0, 0, 0xCE }, ReplyCode.UnexpectedFrame)]
    [InlineData(new byte[] { 3, 0, 1, 0, 0, 0, 1, 7, 0xCE }, ReplyCode.UnexpectedFrame)]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 4, 0, 99, 0, 99, 0xCE }, ReplyCode.CommandInvalid)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 4, 0, 99, 0, 99, 0xCE }, ReplyCode.CommandInvalid)]
    public async Task MalformedOctets(byte[] octets, ReplyCode? code)
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        peer.SendOctets(octets);

        await AssertClosedAsync(peer, connection, channel, code);
    }

    [Fact]
    public async Task AFrameOnAChannelThatIsNotOpen()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        peer.Send(7, new BasicAck { DeliveryTag = 1 });

        await AssertClosedAsync(peer, connection, channel, ReplyCode.ChannelError);
    }

    [Fact]
    public async Task ADeliveryForAConsumerThatDoesNotExist()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        peer.SendContent(1, new BasicDeliver { ConsumerTag = "nobody"u8, DeliveryTag = 1 }, [1]);

        await AssertClosedAsync(peer, connection, channel, ReplyCode.CommandInvalid);
    }

    [Fact]
    public async Task AnAnswerThatNobodyWaitsFor()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        peer.Send(1, new QueueDeclareOk { Queue = "q"u8 });

        await AssertClosedAsync(peer, connection, channel, ReplyCode.CommandInvalid);
    }

    [Fact]
    public async Task AnAnswerThatCannotBeReadEndsItsCallersWait()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<QueueInfo> declare = channel.DeclareQueueAsync("q");
        await peer.ExpectAsync(MethodId.QueueDeclare);

        // queue.declare-ok that ends within the queue's name.
        peer.SendOctets([1, 0, 1, 0, 0, 0, 5, 0, 50, 0, 11, 5, 0xCE]);

        await Assert.ThrowsAnyAsync<AmqpException>(() => declare.WaitAsync(ScriptedPeer.Patience));
        await AssertClosedAsync(peer, connection, channel, null);
    }

    [Fact]
    public async Task AnotherAnswerThanTheOneThatIsDue()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<QueueInfo> declare = channel.DeclareQueueAsync("q");
        await peer.ExpectAsync(MethodId.QueueDeclare);

        peer.Send(1, new QueueBindOk());

        await AssertClosedAsync(peer, connection, channel, ReplyCode.CommandInvalid);
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => declare);
    }

    [Fact]
    public async Task AMethodWithinAContent()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        await peer.ConsumeAsync(channel, new RecordingHandler());

        peer.Send(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 });
        peer.Send(1, new BasicAck { DeliveryTag = 1 });

        await AssertClosedAsync(peer, connection, channel, ReplyCode.UnexpectedFrame);
    }

    [Fact]
    public async Task MoreBodyThanTheHeaderSaid()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        await peer.ConsumeAsync(channel, new RecordingHandler());

        peer.Send(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 });
        peer.SendOctets([2, 0, 1, 0, 0, 0, 14, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0xCE]);
        peer.SendOctets([3, 0, 1, 0, 0, 0, 2, 1, 2, 0xCE]);

        await AssertClosedAsync(peer, connection, channel, ReplyCode.UnexpectedFrame);
    }

    [Fact]
    public async Task AHeaderThatPromisesMoreThanIsAccepted()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(peer.Options with { MaxBodySize = 1000 });
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        await peer.ConsumeAsync(channel, new RecordingHandler());

        peer.SendContent(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 }, new byte[1001]);

        await AssertClosedAsync(peer, connection, channel, ReplyCode.ResourceError);
    }

    [Fact]
    public async Task ABrokerThatGoesOnSendingIsCutOff()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        await peer.OpenChannelAsync(connection);
        peer.SendOctets([9, 0, 1, 0, 0, 0, 0, 0xCE]);
        await peer.ExpectAsync(MethodId.ConnectionClose);
        Task closing = connection.CloseAsync();

        for (int i = 0; i < 100; i++)
        {
            peer.SendHeartbeat();
        }

        Assert.False(closing.IsCompleted);
        peer.Clock.Advance(TimeSpan.FromSeconds(5));
        await closing.WaitAsync(ScriptedPeer.Patience);
        Assert.Null(await peer.TryReceiveAsync());
    }

    private static async Task AssertClosedAsync(ScriptedPeer peer, AmqpConnection connection, AmqpChannel channel, ReplyCode? code)
    {
        PeerFrame close = await peer.ExpectAsync(MethodId.ConnectionClose);
        CloseReason reason = await connection.Closed.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseInitiator.Library, reason.Initiator);
        if (code is not null)
        {
            Assert.Equal((code, code), (ConnectionClose.Read(close.Arguments).ReplyCode, reason.ReplyCode));
        }

        AmqpConnectionClosedException e = await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => channel.DeclareQueueAsync("q"));
        Assert.Contains(reason.ReplyText, e.Message);
        peer.Send(0, new ConnectionCloseOk());
        await connection.CloseAsync().WaitAsync(ScriptedPeer.Patience);
        Assert.Null(await peer.TryReceiveAsync());
    }
}
