using TypedAmqp.Testing;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>Networks that are slow, cut in two, or end in the middle of a frame.</summary>
public sealed class BadNetworkTests
{
    [Fact]
    public async Task WhatWasHeldBackArrivesLate()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, _) = await world.ConsumeWorkAsync();
        AmqpConnection first = bus.Connection;

        for (int i = 0; i < 5; i++)
        {
            world.Link.Stall();
            Task publish = bus.WorkExchange().PublishAsync(new Note($"{i}"), world.Deadline).AsTask();
            Assert.False(publish.IsCompleted);
            world.Link.Resume();
            await publish;
            Assert.Equal(new Note($"{i}"), await handler.Recorder.NextAsync<Note>(world.Deadline));
        }

        Assert.Same(first, bus.Connection);
    }

    [Fact]
    public async Task ANetworkThatIsCutInTwoIsNoticedByItsSilenceAndLeftAsSoonAsItIsWhole()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        VirtualClock clock = new();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, options => options with
        {
            Connection =
                options.Connection with { TimeProvider = clock, Heartbeat = TimeSpan.FromSeconds(10), ConnectTimeout = TimeSpan.FromSeconds(5) },
            PublishTimeout = Timeout.InfiniteTimeSpan,
            Recovery =
                new RecoveryOptions { FirstDelay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero, UnconfirmedPublishes = UnconfirmedPublishPolicy.Resend },
        });
        WorkHandler handler = new();
        await bus.ConsumeAsync(handler, world.Deadline);
        AmqpConnection first = bus.Connection;
        int before = world.Link.Accepted;
        world.Link.Stall();
        Task publish = bus.WorkExchange().PublishAsync(new Note("there?"), world.Deadline).AsTask();

        // Silence for twice the heartbeat; then attempts, of which each ends with its time.
        while (first.IsOpen)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Contains("twice the heartbeat", (await first.Closed).ReplyText, StringComparison.Ordinal);
        while (world.Link.Accepted < before + 2)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.False(publish.IsCompleted);
        world.Link.Resume();
        await world.RestoredAsync(bus, first);
        await publish;
        Assert.Equal(new Note("there?"), await handler.Recorder.NextAsync<Note>(world.Deadline));
    }

    [Fact]
    public async Task AConnectionThatIsCutAnywhereInWhatTheBrokerSaysIsRestored()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, static options => options with
        {
            Recovery = RecoveryWorld.Quickly with { UnconfirmedPublishes = UnconfirmedPublishPolicy.Resend },
        });
        WorkHandler handler = new();
        ConsumerSubscription subscription = await bus.ConsumeAsync(handler, world.Deadline);

        // Of the next octets, which are those of one publish and its delivery, or of the next handshake, declarations, consumers.
        int seen = 0;
        for (int octets = 0; octets < 1500; octets += 61)
        {
            world.Link.CutAfter(octets);
            await bus.WorkExchange().PublishAsync(new Note($"{octets}"), world.Deadline);
            Note note;
            do
            {
                note = await handler.Recorder.NextAsync<Note>(world.Deadline);
                seen++;
            }
            while (note.Text != $"{octets}");
        }

        await world.WhenAsync(bus, static status => status.IsHealthy);
        Assert.True(subscription.Epoch > 3, $"The connection was cut only {subscription.Epoch - 1} times.");
        Assert.True(seen >= 25);
    }
}
