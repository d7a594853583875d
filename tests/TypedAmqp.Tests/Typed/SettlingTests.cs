namespace TypedAmqp.Tests.Typed;

/// <summary>What becomes of a delivery, by how its handler ended.</summary>
public sealed class SettlingTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task AHandlerThatReturnsAcknowledges()
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new(static async (_, _, _) => await Task.Yield());
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2"), new Note("3")], world.Deadline);
        for (int number = 1; number <= 3; number++)
        {
            Assert.Equal($"{number}", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        }

        await work.DisposeAsync();
        Assert.Equal(3, work.Handled);
        Assert.Equal(0u, await CountAsync(world, "work"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHandlerThatThrowsRejects(bool synchronously)
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new(async (_, _, _) =>
        {
            if (!synchronously)
            {
                await Task.Yield();
            }

            throw new InvalidOperationException("no");
        });
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
        ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
        Assert.Equal(
            ("no", DeliveryOutcome.Rejected, "note.v3", false),
            (failure.Exception.Message, failure.Outcome, failure.MessageType, failure.Redelivered));
        Assert.Equal("Rejected, and lost: queue 'work' declares no dead-letter exchange", failure.OutcomeText);
        await work.DisposeAsync();
        Assert.Equal((0, 1), (work.Handled, work.Failed));
        Assert.Equal(0u, await CountAsync(world, "work"));
    }

    [Fact]
    public async Task AHandlerThatThrowsRequeuesWhereTheQueueHasALimit()
    {
        await using World world = await World.StartAsync(Topology);
        LimitedHandler handler = new(succeedsAt: 2);
        await using ConsumerSubscription limited = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.LimitedQueue().PublishAsync(new Note("again"), world.Deadline);
        Assert.Equal((1, false), await handler.Recorder.NextAsync<(int, bool)>(world.Deadline));
        Assert.Equal((2, true), await handler.Recorder.NextAsync<(int, bool)>(world.Deadline));
        Assert.Equal(DeliveryOutcome.Requeued, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
    }

    [Fact]
    public async Task TheLastAttemptThatALimitAllowsIsKnownAsSuch()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription limited = await world.Bus.ConsumeAsync(new LimitedHandler(succeedsAt: int.MaxValue), world.Deadline);
        await AssertFourAttemptsAsync(world);
    }

    [Fact]
    public async Task TheLastAttemptOfMessagesInABatchIsKnownAsSuch()
    {
        await using World world = await World.StartAsync(Topology);
        await using ConsumerSubscription limited = await world.Bus.ConsumeAsync(new LimitedBatches(), world.Deadline);
        await AssertFourAttemptsAsync(world);
    }

    [Fact]
    public async Task ManuallyTheHandlerSettles()
    {
        await using World world = await World.StartAsync(Topology);
        int count = 0;
        WorkHandler handler = new((_, delivery, _) => count++ switch
        {
            0 => delivery.RequeueAsync(),
            1 => delivery.AckAsync(),
            _ => delivery.RejectAsync(),
        });
        ConsumerSubscription work = await world.Bus.ConsumeAsync(
            handler, new SubscriptionOptions { AckMode = AckMode.Manual, Prefetch = 1 }, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2")], world.Deadline);
        Assert.Equal("1", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        Assert.Equal("1", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        Assert.Equal("2", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        await work.DisposeAsync();
        Assert.Equal(0u, await CountAsync(world, "work"));
    }

    [Fact]
    public async Task WithoutAcknowledgementsNothingIsSettled()
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new(static (_, _, _) => throw new InvalidOperationException("no"));
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { AckMode = AckMode.None }, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2")], world.Deadline);
        Assert.Equal(DeliveryOutcome.None, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
        Assert.Equal(DeliveryOutcome.None, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
        await work.DisposeAsync();
        Assert.Equal(0u, await CountAsync(world, "work"));
    }

    [Fact]
    public async Task AHandlerThatIsStoppedRequeues()
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new(static async (_, _, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2"), new Note("3")], world.Deadline);
        await handler.Recorder.NextAsync<Note>(world.Deadline);
        await work.DisposeAsync();

        // The one at work, and those that were only sent ahead.
        Assert.Equal(3u, await CountAsync(world, "work"));
        Assert.Equal((0, 0), (work.Handled, work.Failed));
        Assert.False(world.Failures.Reader.TryPeek(out _));
        Assert.False(work.IsRunning);
    }

    [Fact]
    public async Task AHandlerMayStopItsOwnSubscription()
    {
        await using World world = await World.StartAsync(Topology);
        TaskCompletionSource<ConsumerSubscription> subscribed = new();
        TaskCompletionSource stopped = new();
        WorkHandler handler = new(async (_, _, _) =>
        {
            await (await subscribed.Task).DisposeAsync();
            stopped.SetResult();
        });
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        subscribed.SetResult(work);
        await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
        await stopped.Task.WaitAsync(world.Deadline);
        await work.Completion.WaitAsync(world.Deadline);
        Assert.Equal(0u, await CountAsync(world, "work"));
    }

    [Fact]
    public async Task HandlersRunBesideOneAnotherWhenAskedTo()
    {
        await using World world = await World.StartAsync(Topology);
        CountdownEvent together = new(3);
        TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkHandler handler = new(async (_, _, cancellationToken) =>
        {
            if (together.Signal())
            {
                met.SetResult();
            }

            await met.Task.WaitAsync(cancellationToken);
        });
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { Concurrency = 3 }, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2"), new Note("3")], world.Deadline);
        await met.Task.WaitAsync(world.Deadline);
    }

    private static async Task AssertFourAttemptsAsync(World world)
    {
        await world.Bus.LimitedQueue().PublishAsync(new Note("never"), world.Deadline);
        for (int attempt = 1; attempt < 4; attempt++)
        {
            ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
            Assert.Equal((DeliveryOutcome.Requeued, $"Requeued, after attempt {attempt} of 4"), (failure.Outcome, failure.OutcomeText));
        }

        ConsumeFailure last = await world.Failures.Reader.ReadAsync(world.Deadline);
        Assert.Equal((DeliveryOutcome.Rejected, 4), (last.Outcome, last.Attempt));
        Assert.Equal("Rejected, and lost after 4 attempts: queue 'work-with-limit' declares no dead-letter exchange", last.OutcomeText);
        await world.IdleAsync();
        Assert.Equal(0u, await CountAsync(world, "work-with-limit"));
    }

    private static async Task<uint> CountAsync(World world, string queue)
    {
        await using AmqpChannel channel = await world.OpenChannelAsync();
        return (await channel.InspectQueueAsync(queue, world.Deadline)).MessageCount;
    }

    private sealed class LimitedHandler(int succeedsAt) : LimitedQueue.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
        {
            Recorder.Add((delivery.Attempt, delivery.Redelivered));
            return delivery.Attempt >= succeedsAt ? ValueTask.CompletedTask : throw new InvalidOperationException("not yet");
        }
    }

    private sealed class LimitedBatches : LimitedQueue.IBatchConsumer
    {
        public ValueTask HandleAsync(MessageBatch<Note> messages, CancellationToken cancellationToken) => throw new InvalidOperationException("no");
    }
}
