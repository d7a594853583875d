using System.Text;
using TypedAmqp.Protocol;
using TypedAmqp.Testing;
using TypedAmqp.Tests.Peers;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>Publishes whose confirm had not come when the connection was lost, and those that had not left.</summary>
public sealed class UnconfirmedPublishTests
{
    [Fact]
    public async Task TheyAreReportedUnlessTheProgramWantsThemSentAgain()
    {
        await using ScriptedBrokers brokers = new(2);
        AmqpBus bus = await brokers.ConnectAsync();
        Task<PublishResult> publish = Publish(bus, "1");
        await brokers[0].ReceivePublishAsync();

        brokers[0].Vanish();

        PublishResult result = await publish.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("lost", result.ReplyText, StringComparison.Ordinal);
        await brokers.AcceptAsync(1);
        Task<PublishResult> next = Publish(bus, "2");
        Assert.Equal("2", await ReceiveAsync(brokers[1]));
        brokers[1].Send(1, new BasicAck { DeliveryTag = 1 });
        Assert.Equal(PublishOutcome.Confirmed, (await next.WaitAsync(ScriptedPeer.Patience)).Outcome);
    }

    [Fact]
    public async Task TheyAreSentAgainInTheirOrderAndBeforeAnythingLater()
    {
        await using ScriptedBrokers brokers = new(3);
        AmqpBus bus = await brokers.ConnectAsync(Resend);
        Task<PublishResult>[] publishes =
            [.. Enumerable.Range(1, 4).Select(i => Publish(bus, i.ToString(System.Globalization.CultureInfo.InvariantCulture)))];
        for (int i = 0; i < 4; i++)
        {
            await brokers[0].ReceivePublishAsync();
        }

        // The second is answered: it is not sent again, and what follows counts anew.
        brokers[0].Send(1, new BasicAck { DeliveryTag = 2 });
        Assert.Equal(PublishOutcome.Confirmed, (await publishes[1].WaitAsync(ScriptedPeer.Patience)).Outcome);
        AmqpConnection first = bus.Connection;
        brokers[0].Vanish();
        await first.Closed.WaitAsync(ScriptedPeer.Patience);
        Task<PublishResult> later = Publish(bus, "5");

        // The second connection is lost too, before it answers.
        await brokers.AcceptAsync(1);
        foreach (string text in (string[])["1", "3", "4", "5"])
        {
            Assert.Equal(text, await ReceiveAsync(brokers[1]));
        }

        brokers[1].Vanish();
        await brokers.AcceptAsync(2);
        foreach (string text in (string[])["1", "3", "4", "5"])
        {
            Assert.Equal(text, await ReceiveAsync(brokers[2]));
        }

        brokers[2].Send(1, new BasicAck { DeliveryTag = 3, Multiple = true });
        brokers[2].Send(1, new BasicNack { DeliveryTag = 4 });
        PublishResult[] results = await Task.WhenAll(publishes).WaitAsync(ScriptedPeer.Patience);
        Assert.All(results, static result => Assert.Equal(PublishOutcome.Confirmed, result.Outcome));
        Assert.Equal(PublishOutcome.Rejected, (await later.WaitAsync(ScriptedPeer.Patience)).Outcome);
    }

    [Fact]
    public async Task ACancelledOneIsNotSentAgain()
    {
        await using ScriptedBrokers brokers = new(2);
        using CancellationTokenSource cancelled = new();
        AmqpBus bus = await brokers.ConnectAsync(Resend);
        Task<PublishResult> given = Publish(bus, "1", cancelled.Token);
        Task<PublishResult> kept = Publish(bus, "2");
        await brokers[0].ReceivePublishAsync();
        await brokers[0].ReceivePublishAsync();
        brokers[0].Vanish();
        await brokers[1].StartAsync();

        await cancelled.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.WaitAsync(ScriptedPeer.Patience));
        Assert.Contains("was sent", e.Message, StringComparison.Ordinal);
        brokers[1].Send(0, new ConnectionTune { ChannelMax = 10, FrameMax = 4096 });
        await brokers[1].ExpectAsync(MethodId.ConnectionTuneOk);
        await brokers[1].ExpectAsync(MethodId.ConnectionOpen);
        brokers[1].Send(0, new ConnectionOpenOk());
        brokers[1].Send((await brokers[1].ExpectAsync(MethodId.ChannelOpen)).Channel, new ChannelOpenOk());
        brokers[1].Send((await brokers[1].ExpectAsync(MethodId.ConfirmSelect)).Channel, new ConfirmSelectOk());
        Assert.Equal("2", await ReceiveAsync(brokers[1]));
        brokers[1].Send(1, new BasicAck { DeliveryTag = 1 });
        Assert.Equal(PublishOutcome.Confirmed, (await kept.WaitAsync(ScriptedPeer.Patience)).Outcome);
    }

    [Fact]
    public async Task WithoutAConnectionTheyEndWithTheirDeadline()
    {
        VirtualClock clock = new();
        await using ScriptedBrokers brokers = new(1);
        AmqpBus bus = await brokers.ConnectAsync(options => Resend(options) with
        {
            Connection = options.Connection with { TimeProvider = clock },
            PublishTimeout = TimeSpan.FromSeconds(3),
            Recovery = Resend(options).Recovery with { FirstDelay = TimeSpan.FromDays(1), MaxDelay = TimeSpan.FromDays(1) },
        });
        Task<PublishResult> sent = Publish(bus, "1");
        await brokers[0].ReceivePublishAsync();
        AmqpConnection first = bus.Connection;
        brokers[0].Vanish();
        await first.Closed.WaitAsync(ScriptedPeer.Patience);
        clock.Advance(TimeSpan.FromSeconds(1));
        Task<PublishResult> waiting = Publish(bus, "2");

        clock.Advance(TimeSpan.FromSeconds(2));
        PublishResult result = await sent.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("It was sent", result.ReplyText, StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(2));
        result = await waiting.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(PublishOutcome.Unknown, result.Outcome);
        Assert.Contains("never sent", result.ReplyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatClosedTheChannelIsNotSentAgain()
    {
        await using ScriptedBrokers brokers = new(1);
        AmqpBus bus = await brokers.ConnectAsync(Resend);
        Task<PublishResult> bad = Publish(bus, "bad");
        await brokers[0].ReceivePublishAsync();
        brokers[0].Send(1, new ChannelClose { ReplyCode = ReplyCode.NotFound, ReplyText = "no exchange"u8 });
        await brokers[0].ExpectAsync(MethodId.ChannelCloseOk);
        PublishResult result = await bad.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal((PublishOutcome.Unknown, ReplyCode.NotFound), (result.Outcome, result.ReplyCode));

        PeerFrame open = await brokers[0].ExpectAsync(MethodId.ChannelOpen);
        Task<PublishResult> good = Publish(bus, "good");
        brokers[0].Send(open.Channel, new ChannelOpenOk());
        await brokers[0].ExpectAsync(MethodId.ConfirmSelect);
        brokers[0].Send(open.Channel, new ConfirmSelectOk());
        Assert.Equal("good", await ReceiveAsync(brokers[0]));
        brokers[0].Send(open.Channel, new BasicAck { DeliveryTag = 1 });
        Assert.Equal(PublishOutcome.Confirmed, (await good.WaitAsync(ScriptedPeer.Patience)).Outcome);
    }

    [Fact]
    public async Task ARouteMayGoWithoutTheirConfirmsAndKeepsItsPlace()
    {
        await using ScriptedBrokers brokers = new(1);
        AmqpBus bus = await brokers.ConnectAsync();
        Task<PublishResult> first = bus.Notes().TryPublishAsync(new WorkItem(Kind.Plain, "1", 1)).AsTask();
        PublishResult second = await bus.Notes().TryPublishAsync(new Note("2")).AsTask().WaitAsync(ScriptedPeer.Patience);
        await bus.Notes().PublishAsync(new Note("3")).AsTask().WaitAsync(ScriptedPeer.Patience);
        Task<PublishResult> fourth = bus.Notes().TryPublishAsync(new WorkItem(Kind.Plain, "4", 4)).AsTask();

        Assert.Equal((PublishOutcome.Sent, true), (second.Outcome, second.IsSuccess));
        Assert.Contains("\"1\"", await ReceiveAsync(brokers[0]), StringComparison.Ordinal);
        Assert.Contains("\"2\"", await ReceiveAsync(brokers[0]), StringComparison.Ordinal);
        Assert.Contains("\"3\"", await ReceiveAsync(brokers[0]), StringComparison.Ordinal);
        Assert.Contains("\"4\"", await ReceiveAsync(brokers[0]), StringComparison.Ordinal);
        brokers[0].Send(1, new BasicNack { DeliveryTag = 2 });
        brokers[0].Send(1, new BasicAck { DeliveryTag = 4, Multiple = true });
        Assert.Equal(PublishOutcome.Confirmed, (await first.WaitAsync(ScriptedPeer.Patience)).Outcome);
        Assert.Equal(PublishOutcome.Confirmed, (await fourth.WaitAsync(ScriptedPeer.Patience)).Outcome);
    }

    [Fact]
    public async Task TheStateSaysThatTheBrokerBlocksPublishers()
    {
        await using ScriptedBrokers brokers = new(1);
        AmqpBus bus = await brokers.ConnectAsync();
        System.Threading.Channels.Channel<AmqpBusStatus> told = System.Threading.Channels.Channel.CreateUnbounded<AmqpBusStatus>();
        bus.StatusChanged += status => told.Writer.TryWrite(status);

        brokers[0].Send(0, new ConnectionBlocked { Reason = "low on memory"u8 });
        AmqpBusStatus blocked = await told.Reader.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(("low on memory", true), (blocked.BlockedReason, blocked.IsHealthy));
        Task<PublishResult> publish = Publish(bus, "1");
        brokers[0].Send(0, new ConnectionUnblocked());
        Assert.Null((await told.Reader.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience)).BlockedReason);
        Assert.Equal("1", await ReceiveAsync(brokers[0]));
        brokers[0].Send(1, new BasicAck { DeliveryTag = 1 });
        await publish.WaitAsync(ScriptedPeer.Patience);
    }

    private static AmqpBusOptions Resend(AmqpBusOptions options) => options with
    {
        Recovery = options.Recovery with { UnconfirmedPublishes = UnconfirmedPublishPolicy.Resend },
    };

    private static Task<PublishResult> Publish(AmqpBus bus, string text, CancellationToken cancellationToken = default) =>
        bus.Texts().TryPublishAsync(text, cancellationToken).AsTask();

    private static async Task<string> ReceiveAsync(ScriptedPeer peer) => Encoding.UTF8.GetString((await peer.ReceivePublishAsync()).Body);
}
