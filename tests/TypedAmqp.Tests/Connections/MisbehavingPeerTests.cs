using System.Buffers.Binary;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Connections;

/// <summary>A peer that misbehaves in every state of the protocol, in every way: whoever waits is told, in time, and nothing hangs.</summary>
public class MisbehavingPeerTests
{
    private static readonly PublishTemplate Route = new("", routingKey: "q");

    private static readonly string[] States =
    [
        "start awaited", "tune awaited", "open-ok awaited", "idle", "channel opens", "confirms are selected", "queue is declared",
        "queue is consumed",
        "header awaited", "body awaited", "message fetched", "publish unconfirmed", "secret is updated",
    ];

    private static readonly string[] Faults =
    [
        "endless frame", "gigabyte frame", "endless table", "wrong end", "unknown frame", "short method", "unknown method", "wrong method",
        "stray content", "half a frame",
        "end", "silence", "heartbeats only",
    ];

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string state in States)
            {
                foreach (string fault in Faults)
                {
                    all.Add(state, fault);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task WhoeverWaitsIsTold(string state, string fault)
    {
        await using ScriptedPeer peer = new();
        Task<AmqpConnection> connecting = AmqpConnection.ConnectAsync(peer.Options with { Heartbeat = TimeSpan.FromSeconds(10) });
        Task? waiting = await ReachAsync(peer, connecting, state);

        Misbehave(peer, fault);
        Task<CloseReason>? closed = connecting.IsCompletedSuccessfully ? (await connecting).Closed : null;
        while (fault is "silence" or "heartbeats only" && !(closed?.IsCompleted ?? true) && !(waiting?.IsCompleted ?? false))
        {
            peer.Clock.Advance(TimeSpan.FromSeconds(1));
            if (fault == "heartbeats only")
            {
                peer.SendHeartbeat();
            }

            await Task.Yield();
            if (fault == "heartbeats only" && waiting is null && peer.Clock.GetTimestamp() > TimeSpan.FromMinutes(2).Ticks)
            {
                // Nobody waits for anything: this is a quiet connection.
                Assert.False(closed!.IsCompleted);
                return;
            }
        }

        if (closed is null)
        {
            while (fault is "silence" or "heartbeats only" && !connecting.IsCompleted)
            {
                peer.Clock.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            AmqpConnectException refused = await Assert.ThrowsAsync<AmqpConnectException>(() => connecting.WaitAsync(ScriptedPeer.Patience));
            Assert.NotEmpty(refused.Message);
            return;
        }

        if (waiting is null || !(fault is "silence" or "heartbeats only"))
        {
            Assert.NotEmpty((await closed.WaitAsync(ScriptedPeer.Patience)).ReplyText);
        }

        if (waiting is not null)
        {
            Exception? told = await Record.ExceptionAsync(() => waiting.WaitAsync(ScriptedPeer.Patience));
            Assert.True(told is AmqpException or TimeoutException, $"{told?.GetType().Name ?? "Nothing"} was thrown.");
            Assert.NotEqual("The operation has timed out.", told!.Message);
        }
    }

    /// <returns>What waits for the peer; null when nothing does.</returns>
    private static async Task<Task?> ReachAsync(ScriptedPeer peer, Task<AmqpConnection> connecting, string state)
    {
        if (state == "start awaited")
        {
            await peer.ReceiveProtocolHeaderAsync();
            return null;
        }

        await peer.StartAsync();
        if (state == "tune awaited")
        {
            return null;
        }

        peer.Send(0, new ConnectionTune { ChannelMax = 10, FrameMax = 131072, Heartbeat = 10 });
        await peer.ExpectAsync(MethodId.ConnectionTuneOk);
        await peer.ExpectAsync(MethodId.ConnectionOpen);
        if (state == "open-ok awaited")
        {
            return null;
        }

        peer.Send(0, new ConnectionOpenOk());
        AmqpConnection connection = await connecting.WaitAsync(ScriptedPeer.Patience);
        switch (state)
        {
            case "idle":
                return null;
            case "secret is updated":
                return connection.UpdateSecretAsync("s");
            case "channel opens" or "confirms are selected":
                Task<AmqpChannel> opening = connection.OpenChannelAsync();
                PeerFrame open = await peer.ExpectAsync(MethodId.ChannelOpen);
                if (state == "confirms are selected")
                {
                    peer.Send(open.Channel, new ChannelOpenOk());
                }

                return opening;
        }

        AmqpChannel channel = await peer.OpenChannelAsync(connection);
        switch (state)
        {
            case "queue is declared":
                return channel.DeclareQueueAsync("q");
            case "queue is consumed":
                return channel.ConsumeAsync("q", new RecordingHandler());
            case "message fetched":
                return channel.GetAsync("q");
            case "publish unconfirmed":
                return ThrowUnlessConfirmedAsync(channel);
        }

        await peer.ConsumeAsync(channel, new RecordingHandler());
        peer.Send(1, new BasicDeliver { ConsumerTag = "c"u8, DeliveryTag = 1 });
        if (state == "body awaited")
        {
            peer.SendOctets([2, 0, 1, 0, 0, 0, 14, 0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, FrameFormat.EndOctet]);
        }

        return null;
    }

    private static async Task ThrowUnlessConfirmedAsync(AmqpChannel channel)
    {
        PublishResult result = await channel.TryPublishAsync(Route, "x"u8.ToArray());
        throw new TimeoutException(result.Outcome == PublishOutcome.Unknown ? result.ReplyText : null);
    }

    private static void Misbehave(ScriptedPeer peer, string fault)
    {
        switch (fault)
        {
            case "endless frame":
                peer.SendOctets([1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0]);
                break;
            case "gigabyte frame":
                byte[] head = [1, 0, 0, 0, 0, 0, 0, 0];
                BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(3), 1 << 30);
                peer.SendOctets(head);
                break;
            case "endless table":
                // connection.start, whose table says that it has 4 GiB.
                peer.SendOctets([1, 0, 0, 0, 0, 0, 11, 0, 10, 0, 10, 0, 9, 0xFF, 0xFF, 0xFF, 0xFF, 1, FrameFormat.EndOctet]);
                break;
            case "wrong end":
                peer.SendOctets([1, 0, 1, 0, 0, 0, 4, 0, 50, 0, 31, 0x00]);
                break;
            case "unknown frame":
                peer.SendOctets([7, 0, 0, 0, 0, 0, 0, FrameFormat.EndOctet]);
                break;
            case "short method":
                peer.SendOctets([1, 0, 0, 0, 0, 0, 2, 0, 10, FrameFormat.EndOctet]);
                break;
            case "unknown method":
                peer.SendOctets([1, 0, 0, 0, 0, 0, 4, 0, 99, 0, 99, FrameFormat.EndOctet]);
                break;
            case "wrong method":
                peer.Send(1, new QueuePurgeOk());
                break;
            case "stray content":
                peer.SendOctets([2, 0, 0, 0, 0, 0, 0, FrameFormat.EndOctet]);
                break;
            case "half a frame":
                peer.SendOctets([1, 0, 0, 0, 0, 0, 40, 0, 10]);
                peer.Vanish();
                break;
            case "end":
                peer.Vanish();
                break;
        }
    }
}
