using TypedAmqp.Testing;

namespace TypedAmqp.Tests.Recovery;

/// <summary>A bus that begins before its broker.</summary>
public sealed class FirstConnectionTests
{
    private static readonly RecoveryOptions Patient = RecoveryWorld.Quickly with { ConnectWithin = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task ItIsTriedForUntilSomethingAnswers()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        int attempts = 0;
        await using AmqpBus bus = await AmqpBus.ConnectAsync(new AmqpBusOptions
        {
            Connection = broker.ConnectionOptions with
            {
                Transport = token => ++attempts < 4 ? throw new IOException("Nobody is here yet.") : broker.ConnectionOptions.Transport!(token),
            },
            Recovery = Patient,
        });
        Assert.Equal(4, attempts);
        Assert.True(bus.Status.IsHealthy);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    public async Task UnlessItIsWantedTheFirstFailureIsTold(int? within)
    {
        int attempts = 0;
        RecoveryOptions recovery = RecoveryWorld.Quickly with { ConnectWithin = within is null ? null : TimeSpan.Zero };
        await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpBus.ConnectAsync(Never(recovery, () => attempts++)));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task ItIsGivenUpInTimeWithTheReason()
    {
        int attempts = 0;
        RecoveryOptions recovery = RecoveryWorld.Quickly with { ConnectWithin = TimeSpan.FromMilliseconds(200) };
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpBus.ConnectAsync(Never(recovery, () => attempts++)));
        Assert.Contains("Nobody is here.", e.Message, StringComparison.Ordinal);
        Assert.True(attempts > 1);
    }

    [Fact]
    public async Task TheLastAttemptIsAtTheEndHoweverLongTheNextWaitWouldBe()
    {
        JumpingClock clock = new();
        List<double> attempts = [];
        RecoveryOptions recovery = new() { FirstDelay = TimeSpan.FromSeconds(1), Jitter = 0, ConnectWithin = TimeSpan.FromSeconds(30) };
        AmqpBusOptions never = Never(recovery, () => attempts.Add(clock.Passed.TotalSeconds));
        never = never with { Connection = never.Connection with { TimeProvider = clock, ConnectTimeout = TimeSpan.Zero } };
        AmqpConnectException e = await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpBus.ConnectAsync(never));
        Assert.Equal([0, 1, 3, 7, 15, 30], attempts);
        Assert.EndsWith("Nobody is here. It was tried 6 times, for 30 s (ConnectWithin).", e.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(e.InnerException);
    }

    [Fact]
    public async Task ItIsGivenUpWhenCancelled()
    {
        using CancellationTokenSource cancelled = new();
        RecoveryOptions recovery = RecoveryWorld.Quickly with { ConnectWithin = Timeout.InfiniteTimeSpan };
        int attempts = 0;
        AmqpBusOptions never = Never(recovery, () =>
        {
            if (++attempts == 3)
            {
                cancelled.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AmqpBus.ConnectAsync(never, cancelled.Token));
        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task WhatABrokerRefusesIsToldAtOnce()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        int attempts = 0;
        AmqpConnectionOptions wrong = broker.ConnectionOptions with
        {
            VirtualHost = "nowhere",
            Transport = token =>
            {
                attempts++;
                return broker.ConnectionOptions.Transport!(token);
            },
        };
        await Assert.ThrowsAsync<AmqpConnectException>(() => AmqpBus.ConnectAsync(new AmqpBusOptions { Connection = wrong, Recovery = Patient }));
        Assert.Equal(1, attempts);
    }

    private static AmqpBusOptions Never(RecoveryOptions recovery, Action tried) => new()
    {
        Connection = new AmqpConnectionOptions
        {
            Transport = _ =>
            {
                tried();
                throw new IOException("Nobody is here.");
            },
        },
        Recovery = recovery,
    };

    /// <summary>What somebody waits for is over at once, and that much later.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public TimeSpan Passed { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Passed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Passed += dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
