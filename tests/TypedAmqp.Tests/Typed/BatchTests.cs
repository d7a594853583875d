using TypedAmqp.Protocol;
using TypedAmqp.Tests.Peers;
using TypedAmqp.Tests.Recovery;

namespace TypedAmqp.Tests.Typed;

/// <summary>Handlers that get many messages at a time.</summary>
public sealed class BatchTests
{
    private static readonly InvalidOperationException Failure = new("so it is");
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task AsManyAsTheSizeSaysComeAtOnceInTheirOrder()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        BatchHandler handler = new();
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, Only(size: 3), world.Deadline);
        await world.Bus.WorkExchange()
            .PublishAsync(Enumerable.Range(0, 6).Select(static number => new WorkItem(Kind.Plain, "n", number)), world.Deadline);
        Assert.Equal("0 1 2", await handler.Recorder.NextAsync<string>(world.Deadline));
        Assert.Equal("3 4 5", await handler.Recorder.NextAsync<string>(world.Deadline));
        await world.IdleAsync();
        Assert.Equal((6L, 0L), (work.Handled, work.Failed));
    }

    [Fact]
    public async Task OneAcknowledgementStandsForAllOfThem()
    {
        await using ScriptedBrokers brokers = new(1);
        AmqpBus bus = await brokers.ConnectAsync();
        Task<ConsumerSubscription> subscribing = bus.ConsumeAsync(new RawBatches(), Only(size: 3));
        PeerFrame open = await brokers[0].ExpectAsync(MethodId.ChannelOpen);
        brokers[0].Send(open.Channel, new ChannelOpenOk());
        PeerFrame qos = await brokers[0].ExpectAsync(MethodId.BasicQos);
        Assert.Equal(64, BasicQos.Read(qos.Arguments).PrefetchCount);
        brokers[0].Send(open.Channel, new BasicQosOk());
        await brokers[0].ExpectAsync(MethodId.BasicConsume);
        brokers[0].Send(open.Channel, new BasicConsumeOk { ConsumerTag = "batches" });
        await subscribing.WaitAsync(ScriptedPeer.Patience);
        for (ulong tag = 1; tag <= 6; tag++)
        {
            brokers[0].SendContent(open.Channel, new BasicDeliver { ConsumerTag = "batches", DeliveryTag = tag, RoutingKey = "k" }, [1]);
        }

        foreach (ulong last in new ulong[] { 3, 6 })
        {
            PeerFrame ack = await brokers[0].ExpectAsync(MethodId.BasicAck);
            Assert.Equal((last, true), (BasicAck.Read(ack.Arguments).DeliveryTag, BasicAck.Read(ack.Arguments).Multiple));
        }
    }

    [Fact]
    public async Task TheDelayEndsTheWaitForOthers()
    {
        WaitingClock clock = new(Delay + TimeSpan.FromMilliseconds(1));
        await using World world = await World.StartAsync(TestsTopology.Instance, By(clock));
        BatchHandler handler = new();
        SubscriptionOptions options = new() { BatchSize = 100, BatchDelay = Delay };
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Plain, "n", 1), world.Deadline);
        await clock.Waiting.WaitAsync(world.Deadline);
        clock.Advance(Delay - TimeSpan.FromSeconds(1));
        Assert.True(handler.Recorder.IsEmpty);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("1", await handler.Recorder.NextAsync<string>(world.Deadline));
    }

    [Fact]
    public async Task ADelayThatIsOverBeforeTheLoopSleepsWakesIt()
    {
        WaitingClock clock = new(Delay + TimeSpan.FromMilliseconds(1), isOverAtOnce: true);
        await using World world = await World.StartAsync(TestsTopology.Instance, By(clock));
        BatchHandler handler = new();
        SubscriptionOptions options = new() { BatchSize = 100, BatchDelay = Delay };
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Plain, "n", 1), world.Deadline);
        Assert.Equal("1", await handler.Recorder.NextAsync<string>(world.Deadline));
    }

    [Fact]
    public async Task WithoutADelayABatchIsWhatIsThere()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        BatchHandler handler = new();
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(
            handler, new SubscriptionOptions { BatchDelay = TimeSpan.Zero }, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Plain, "n", 1), world.Deadline);
        Assert.Equal("1", await handler.Recorder.NextAsync<string>(world.Deadline));
        await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Plain, "n", 2), world.Deadline);
        Assert.Equal("2", await handler.Recorder.NextAsync<string>(world.Deadline));
        await world.IdleAsync();
        Assert.Equal(2, work.Handled);
    }

    [Fact]
    public async Task EachContractHasItsOwnBatchAndFate()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        BatchHandler handler = new(static (messages, _) => messages is MessageBatch<Note> ? throw Failure : ValueTask.CompletedTask);
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, Only(size: 5), world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("a"), world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new WorkItem(Kind.Plain, "n", 1), world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.PublishAsync("work", "unknown.x", "?"u8.ToArray(), new BasicProperties { Type = "unknown" }, cancellationToken: world.Deadline);
        await channel.PublishAsync(
            "work", "note.written", "no JSON"u8.ToArray(), new BasicProperties { Type = "note.v3" }, cancellationToken: world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("b"), world.Deadline);

        // The contract that came first is handled first.
        Assert.Equal("a b", await handler.Recorder.NextAsync<string>(world.Deadline));
        Assert.Equal("1", await handler.Recorder.NextAsync<string>(world.Deadline));
        await world.IdleAsync();
        Assert.Equal((1L, 2L, 2L), (work.Handled, work.Failed, work.Undecodable));
    }

    [Fact]
    public async Task OneThatFailedIsTriedAgainWithoutTheOthers()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        List<string> attempts = [];
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RetriedBatches handler = new(batch =>
        {
            attempts.Add(string.Join(' ', batch.Select((note, index) => $"{note.Text}{batch.Deliveries[index].Attempt}")));
            if (batch.Count > 1)
            {
                batch.Fail(1, Failure);
                return;
            }

            done.TrySetResult();
        });
        SubscriptionOptions options = new() { BatchSize = 3, BatchDelay = TimeSpan.FromSeconds(10) };
        await using (ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, options, world.Deadline))
        {
            await world.Bus.Again().PublishAsync([new Note("a"), new Note("b"), new Note("c")], world.Deadline);
            Assert.Equal(DeliveryOutcome.Retried, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
        }

        await using ConsumerSubscription again = await world.Bus.ConsumeAsync(handler, options with { BatchSize = 1 }, world.Deadline);
        await done.Task.WaitAsync(world.Deadline);
        Assert.Equal(["a1 b1 c1", "b2"], attempts);
    }

    [Fact]
    public async Task AHandlerMaySettleEachByItself()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        RetriedBatches handler = new(static _ => { }, async deliveries =>
        {
            await deliveries[0].AckAsync();
            await deliveries[1].RetryAsync();
            await deliveries[2].RejectAsync();
        });
        SubscriptionOptions options = new() { AckMode = AckMode.Manual, BatchSize = 3, BatchDelay = Timeout.InfiniteTimeSpan, Prefetch = 3 };
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await world.Bus.Again().PublishAsync([new Note("a"), new Note("b"), new Note("c")], world.Deadline);

        // With a prefetch of three the next three come only if all of those are settled; one of them again.
        await world.Bus.Again().PublishAsync([new Note("d"), new Note("e")], world.Deadline);
        string[] next = [await handler.Recorder.NextAsync<string>(world.Deadline), await handler.Recorder.NextAsync<string>(world.Deadline)];
        Assert.Equal("a b c", next[0]);
        Assert.Equal(["b", "d", "e"], next[1].Split(' ').Order());
    }

    [Fact]
    public async Task WhatWasOnlyGatheredGoesBackWhenStopped()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        BatchHandler handler = new();
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, Only(size: 3), world.Deadline);
        await world.Bus.WorkExchange()
            .PublishAsync(Enumerable.Range(0, 5).Select(static number => new WorkItem(Kind.Plain, "n", number)), world.Deadline);
        Assert.Equal("0 1 2", await handler.Recorder.NextAsync<string>(world.Deadline));
        await work.StopAsync(world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(2u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
        Assert.True(handler.Recorder.IsEmpty);
    }

    [Fact]
    public async Task AHandlerMayDisposeOfItsOwnSubscription()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource<ConsumerSubscription> subscription = new(TaskCreationOptions.RunContinuationsAsynchronously);
        BatchHandler handler = new(async (_, _) => await (await subscription.Task).DisposeAsync());
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, Only(size: 2) with { Concurrency = 2 }, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new WorkItem(Kind.Plain, "n", 1), new WorkItem(Kind.Plain, "n", 2)], world.Deadline);
        subscription.SetResult(work);
        await work.Completion.WaitAsync(world.Deadline);
        Assert.Equal(2, work.Handled);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task BatchesAreHandledBesideEachOtherOnlyAsConcurrencySays()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        BatchHandler handler = new((_, cancellationToken) => new ValueTask(release.Task.WaitAsync(cancellationToken)));
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, Only(size: 1) with { Concurrency = 2, Prefetch = 10 }, world.Deadline);
        await world.Bus.WorkExchange()
            .PublishAsync(Enumerable.Range(0, 3).Select(static number => new WorkItem(Kind.Plain, "n", number)), world.Deadline);
        Assert.Equal(
            ["0", "1"],
            new[] { await handler.Recorder.NextAsync<string>(world.Deadline), await handler.Recorder.NextAsync<string>(world.Deadline) }.Order());
        Assert.True(handler.Recorder.IsEmpty);
        release.SetResult();
        Assert.Equal("2", await handler.Recorder.NextAsync<string>(world.Deadline));
        await world.IdleAsync();
        Assert.Equal(3, work.Handled);
    }

    [Theory]
    [InlineData(AckMode.OnSuccess)]
    [InlineData(AckMode.Manual)]
    public async Task WhatIsIgnoredIsAcknowledged(AckMode mode)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        NoteBatches handler = new(mode);
        SubscriptionOptions options = new() { AckMode = mode, BatchSize = 1, Prefetch = 1 };
        ConsumerSubscription picky = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await world.Bus.PickyQueue().PublishAsync(new Octets(new byte[] { 1 }), world.Deadline);
        await world.Bus.PickyQueue().PublishAsync(new WorkItem(Kind.Odd, "ignored", 1), world.Deadline);
        await world.Bus.PickyQueue().PublishAsync(new Note("wanted"), world.Deadline);
        Assert.Equal("wanted", await handler.Recorder.NextAsync<string>(world.Deadline));
        await picky.DisposeAsync();
        Assert.Equal((3L, 0L), (picky.Handled, picky.Failed));
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("picky", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task WhatCannotBeFollowedIsRefused()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await RefusedAsync("BatchSize is 100 and Prefetch 10", new BatchHandler(), new SubscriptionOptions { Prefetch = 10 });
        await RefusedAsync("BatchSize", new BatchHandler(), new SubscriptionOptions { BatchSize = 0 });
        await RefusedAsync("BatchDelay", new BatchHandler(), new SubscriptionOptions { BatchDelay = TimeSpan.FromSeconds(-7) });
        await RefusedAsync("IBatchConsumer", new WorkHandler(), new SubscriptionOptions { BatchSize = 10 });
        await RefusedAsync("[OrderBy]", new OrderedBatches(), new SubscriptionOptions { Concurrency = 2 });

        async Task RefusedAsync<TQueue>(string expected, IConsumer<TQueue> consumer, SubscriptionOptions options)
            where TQueue : IQueue
        {
            ArgumentException refused = await Assert.ThrowsAnyAsync<ArgumentException>(
                () => world.Bus.ConsumeAsync(consumer, options, world.Deadline));
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        }
    }

    private static Func<AmqpBusOptions, AmqpBusOptions> By(TimeProvider clock) => options => options with
    {
        Connection = options.Connection with { TimeProvider = clock, Heartbeat = TimeSpan.Zero },
    };

    private static SubscriptionOptions Only(int size) => new() { BatchSize = size, BatchDelay = Timeout.InfiniteTimeSpan };

    private sealed class BatchHandler(Func<object, CancellationToken, ValueTask>? handle = null) : WorkQueue.IBatchConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(MessageBatch<WorkItem> messages, CancellationToken cancellationToken) =>
            RunAsync(messages, string.Join(' ', messages.Select(static item => item.Number)), cancellationToken);

        public ValueTask HandleAsync(MessageBatch<Note> messages, CancellationToken cancellationToken) =>
            RunAsync(messages, string.Join(' ', messages.Select(static note => note.Text)), cancellationToken);

        private ValueTask RunAsync(object messages, string shown, CancellationToken cancellationToken)
        {
            Recorder.Add(shown);
            return handle?.Invoke(messages, cancellationToken) ?? ValueTask.CompletedTask;
        }
    }

    internal sealed class RetriedBatches(Action<MessageBatch<Note>> handle, Func<IReadOnlyList<Delivery>, ValueTask>? settle = null)
        : RetriedQueue.IBatchConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(MessageBatch<Note> messages, CancellationToken cancellationToken)
        {
            Recorder.Add(string.Join(' ', messages.Select(static note => note.Text)));
            handle(messages);
            return settle?.Invoke(messages.Deliveries) ?? ValueTask.CompletedTask;
        }
    }

    private sealed class RawBatches : IBatchConsumer<WorkQueue>
    {
        public ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class OrderedBatches : IBatchConsumer<Steps>
    {
        public ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}

/// <summary>Wants one of three contracts, in batches: the queue ignores one of the others, it itself the third.</summary>
[Ignore<WorkItem>]
internal sealed partial class NoteBatches(AckMode mode) : PickyQueue.IBatchConsumer
{
    public Recorder Recorder { get; } = new();

    public ValueTask HandleAsync(MessageBatch<Note> messages, CancellationToken cancellationToken)
    {
        Recorder.Add(Assert.Single(messages).Text);
        return mode == AckMode.Manual ? messages.Deliveries[0].AckAsync() : default;
    }
}
