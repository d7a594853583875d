using TypedAmqp.Consuming;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Consuming;

/// <summary>Acknowledgements that leave many at a time: what the broker gets.</summary>
public class AckBatchTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task OneStandsForAllThatAreDone()
    {
        await using ScriptedPeer peer = new();
        AmqpChannel channel = await OpenAsync(peer);
        using AckBatch acks = new(4, Delay, peer.Clock);
        foreach (ulong tag in new ulong[] { 2, 1, 3, 4 })
        {
            acks.Ack(At(channel, tag));
        }

        await ExpectAsync(peer, 4, multiple: true);
    }

    [Fact]
    public async Task WhatIsNotDoneIsNotAcknowledgedWithThoseBehindIt()
    {
        await using ScriptedPeer peer = new();
        AmqpChannel channel = await OpenAsync(peer);
        using AckBatch acks = new(4, Delay, peer.Clock);
        acks.Ack(At(channel, 1));
        foreach (ulong tag in new ulong[] { 3, 4, 5, 6 })
        {
            acks.Ack(At(channel, tag));
        }

        await ExpectAsync(peer, 1, multiple: false);
        foreach (ulong tag in new ulong[] { 3, 4, 5, 6 })
        {
            await ExpectAsync(peer, tag, multiple: false);
        }

        acks.Ack(At(channel, 2));
        acks.Flush(behind: false);
        await ExpectAsync(peer, 2, multiple: false);
    }

    [Fact]
    public async Task TheDelayEndsTheWait()
    {
        await using ScriptedPeer peer = new();
        AmqpChannel channel = await OpenAsync(peer);
        using AckBatch acks = new(100, Delay, peer.Clock);
        acks.Ack(At(channel, 1));
        acks.Ack(At(channel, 2));
        acks.Ack(At(channel, 4));
        peer.Clock.Advance(Delay);
        await ExpectAsync(peer, 2, multiple: true);
        await ExpectAsync(peer, 4, multiple: false);
    }

    /// <summary>Any order, any way to settle, some never: a broker by RabbitMQ's rules agrees with every frame.</summary>
    [Fact]
    public async Task WhateverTheOrderEachIsSettledOnceAndNoneThatIsNotDone()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            await using ScriptedPeer peer = new();
            AmqpChannel channel = await OpenAsync(peer);
            Random random = new(seed);
            int most = random.Next(1, 20);
            int window = random.Next(1, 40);
            using AckBatch acks = new(most, Delay, peer.Clock);
            HashSet<ulong> done = [];
            List<ulong> open = [];
            ulong next = 1;
            while (next < 150)
            {
                while (open.Count < window)
                {
                    open.Add(next++);
                }

                ulong tag = open[random.Next(open.Count)];
                switch (random.Next(20))
                {
                    case 0:
                        await channel.RejectAsync(tag, requeue: false);
                        acks.Pass(At(channel, tag));
                        break;
                    case 1:
                        acks.Flush(behind: random.Next(2) == 0);
                        continue;
                    case 2 when window > 1:
                        // This one never ends.
                        window--;
                        break;
                    default:
                        done.Add(tag);
                        acks.Ack(At(channel, tag));
                        break;
                }

                open.Remove(tag);
            }

            acks.Flush(behind: true);
            Task closing = channel.CloseAsync();
            SortedSet<ulong> acknowledged = await AcknowledgedAsync(peer, next);
            peer.Send(1, new ChannelCloseOk());
            await closing.WaitAsync(ScriptedPeer.Patience);
            Assert.True(done.SetEquals(acknowledged), $"Seed {seed}.");
        }
    }

    [Fact]
    public async Task WhatBelongsToAnotherChannelIsNotMixedUp()
    {
        await using ScriptedPeer peer = new();
        AmqpConnection connection = await peer.ConnectAsync();
        AmqpChannel old = await peer.OpenChannelAsync(connection);
        using AckBatch acks = new(2, Delay, peer.Clock);
        acks.Ack(At(old, 1));
        Task closing = old.CloseAsync();
        await peer.ExpectAsync(MethodId.ChannelClose);
        peer.Send(1, new ChannelCloseOk());
        await closing;
        AmqpChannel renewed = await peer.OpenChannelAsync(connection);

        acks.Ack(At(renewed, 1));
        acks.Ack(At(old, 2));
        acks.Ack(At(renewed, 2));

        await ExpectAsync(peer, 2, multiple: true);
    }

    private static async Task<AmqpChannel> OpenAsync(ScriptedPeer peer) => await peer.OpenChannelAsync(await peer.ConnectAsync());

    private static Delivery At(AmqpChannel channel, ulong tag) => new(channel, tag, channel.Epoch, redelivered: false, retries: 0);

    private static async Task ExpectAsync(ScriptedPeer peer, ulong tag, bool multiple)
    {
        PeerFrame frame = await peer.ExpectAsync(MethodId.BasicAck);
        BasicAck ack = BasicAck.Read(frame.Arguments);
        Assert.Equal((tag, multiple), (ack.DeliveryTag, ack.Multiple));
    }

    /// <summary>What RabbitMQ takes for acknowledged; a tag that is not open would close the channel there.</summary>
    private static async Task<SortedSet<ulong>> AcknowledgedAsync(ScriptedPeer peer, ulong end)
    {
        SortedSet<ulong> open = [];
        for (ulong tag = 1; tag < end; tag++)
        {
            open.Add(tag);
        }

        SortedSet<ulong> acknowledged = [];
        while (true)
        {
            PeerFrame frame = await peer.ReceiveAsync();
            switch (frame.Id)
            {
                case MethodId.BasicReject:
                    Assert.True(open.Remove(BasicReject.Read(frame.Arguments).DeliveryTag));
                    break;
                case MethodId.BasicAck:
                    (ulong last, bool multiple) = Read(frame);
                    Assert.Contains(last, open);
                    ulong[] meant = multiple ? [.. open.GetViewBetween(0, last)] : [last];
                    open.ExceptWith(meant);
                    acknowledged.UnionWith(meant);
                    break;
                default:
                    Assert.Equal(MethodId.ChannelClose, frame.Id);
                    return acknowledged;
            }
        }
    }

    private static (ulong Tag, bool Multiple) Read(PeerFrame frame)
    {
        BasicAck ack = BasicAck.Read(frame.Arguments);
        return (ack.DeliveryTag, ack.Multiple);
    }
}
