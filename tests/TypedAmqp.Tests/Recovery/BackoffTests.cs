using System.Threading.Channels;
using TypedAmqp.Tests.Peers;

namespace TypedAmqp.Tests.Recovery;

/// <summary>How long attempts wait: seen from outside, by a clock that notes what is asked of it.</summary>
public sealed class BackoffTests
{
    [Fact]
    public async Task EachAttemptWaitsTwiceAsLongUpToTheLimitAndPartlyByChance()
    {
        NotingClock clock = new();
        ScriptedPeer peer = new();
        int attempts = 0;
        AmqpBusOptions options = new()
        {
            Connection = new AmqpConnectionOptions
            {
                Transport = cancellationToken => attempts++ == 0
                    ? peer.Options.Transport!(cancellationToken)
                    : throw new IOException($"attempt {attempts - 1}"),
                TimeProvider = clock,
                ConnectTimeout = TimeSpan.Zero,
                Heartbeat = TimeSpan.Zero,
                CloseTimeout = NotingClock.Unheard,
                RequestTimeout = NotingClock.Unheard,
            },
            Recovery = new RecoveryOptions { FirstDelay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(60), Jitter = 0.25 },
        };
        Task<AmqpBus> connecting = AmqpBus.ConnectAsync(options);
        await peer.AcceptAsync();
        peer.Send((await peer.ExpectAsync(Protocol.MethodId.ChannelOpen)).Channel, new Protocol.ChannelOpenOk());
        peer.Send((await peer.ExpectAsync(Protocol.MethodId.ConfirmSelect)).Channel, new Protocol.ConfirmSelectOk());
        await using AmqpBus bus = await connecting.WaitAsync(ScriptedPeer.Patience);

        peer.Vanish();

        List<TimeSpan> shares = [];
        foreach (int seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60, 60])
        {
            TimeSpan delay = await clock.Delays.Reader.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience);
            Assert.InRange(delay, TimeSpan.FromSeconds(seconds * 0.75), TimeSpan.FromSeconds(seconds));
            shares.Add(delay / seconds);
            clock.Fire.Writer.TryWrite(true);
        }

        Assert.True(shares.Distinct().Count() > 1, "No two clients should wait equally long.");
        await peer.DisposeAsync();
    }

    [Theory]
    [InlineData(-1, 30, 0.5)]
    [InlineData(31, 30, 0.5)]
    [InlineData(1, 30, 1.5)]
    [InlineData(1, 100_000, 0.5)]
    public async Task DelaysThatMakeNoSenseAreRefused(int first, int max, double jitter)
    {
        AmqpBusOptions options = new()
        {
            Recovery = new RecoveryOptions { FirstDelay = TimeSpan.FromSeconds(first), MaxDelay = TimeSpan.FromSeconds(max), Jitter = jitter },
        };
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AmqpBus.ConnectAsync(options));
    }

    /// <summary>Notes each delay that is asked for, and lets one end when the test says so.</summary>
    private sealed class NotingClock : TimeProvider
    {
        /// <summary>What is none of an attempt's.</summary>
        public static TimeSpan Unheard { get; } = TimeSpan.FromHours(7);

        public Channel<TimeSpan> Delays { get; } = Channel.CreateUnbounded<TimeSpan>();

        public Channel<bool> Fire { get; } = Channel.CreateUnbounded<bool>();

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Unheard && dueTime != Timeout.InfiniteTimeSpan)
            {
                Delays.Writer.TryWrite(dueTime);
                _ = FireAsync(callback, state);
            }

            return new NoTimer();
        }

        private async Task FireAsync(TimerCallback callback, object? state)
        {
            await Fire.Reader.ReadAsync();
            callback(state);
        }

        private sealed class NoTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
