using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

public class HeartbeatTests
{
    [Fact]
    public async Task AnIdleConnectionSendsThem()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(heartbeat: 10);

        peer.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(FrameType.Heartbeat, (await peer.ReceiveAsync()).Type);
        peer.SendHeartbeat();
        peer.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(FrameType.Heartbeat, (await peer.ReceiveAsync()).Type);
    }

    [Fact]
    public async Task SilenceForTwoIntervalsIsALostConnection()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(peer.Options with { RequestTimeout = TimeSpan.FromHours(1) }, heartbeat: 10);
        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        Task<uint> purge = channel.PurgeQueueAsync("q");

        peer.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(connection.IsOpen);
        peer.Clock.Advance(TimeSpan.FromSeconds(6));

        CloseReason reason = await connection.Closed.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseInitiator.Transport, reason.Initiator);
        Assert.Contains("20 s", reason.ReplyText);
        AmqpConnectionClosedException e = await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => purge);
        Assert.Contains("heartbeat", e.Message);
    }

    [Fact]
    public async Task WhateverComesIsASignOfLife()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(heartbeat: 10);
        AmqpChannel channel = await peer.OpenChannelAsync(connection);

        for (int i = 0; i < 5; i++)
        {
            peer.Clock.Advance(TimeSpan.FromSeconds(15));
            Task<uint> purge = channel.PurgeQueueAsync("q");
            PeerFrame frame;
            while ((frame = await peer.ReceiveAsync()).Type == FrameType.Heartbeat)
            {
            }

            peer.Send(frame.Channel, new QueuePurgeOk());
            await purge;
        }

        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task TheyCanBeTurnedOff()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync(peer.Options with { Heartbeat = TimeSpan.Zero }, heartbeat: 10);

        peer.Clock.Advance(TimeSpan.FromDays(1));

        Assert.True(connection.IsOpen);
    }
}
