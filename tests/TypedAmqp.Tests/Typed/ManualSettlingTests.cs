namespace TypedAmqp.Tests.Typed;

/// <summary>Handlers that settle by themselves, and those that fail at it.</summary>
public sealed class ManualSettlingTests
{
    private static readonly SubscriptionOptions OneByOne = new() { AckMode = AckMode.Manual, Prefetch = 1 };

    [Fact]
    public async Task AHandlerThatThrowsBeforeItSettlesRejects()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        WorkHandler handler = new(static (message, delivery, _) =>
            message is Note { Text: "good" } ? delivery.AckAsync() : throw new InvalidOperationException("no"));
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, OneByOne, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("bad"), new Note("good")], world.Deadline);
        Assert.Equal(DeliveryOutcome.Rejected, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);

        // With a prefetch of one the next comes only if the first is settled.
        Assert.Equal("bad", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        Assert.Equal("good", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        await world.IdleAsync();
        Assert.Equal((1L, 1L, 1), (work.Handled, work.Failed, work.Epoch));
    }

    [Fact]
    public async Task WhereTheQueueHasALimitItRequeues()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        LimitedHandler handler = new();
        await using ConsumerSubscription limited = await world.Bus.ConsumeAsync(handler, OneByOne, world.Deadline);
        await world.Bus.LimitedQueue().PublishAsync(new Note("again"), world.Deadline);
        Assert.False(await handler.Recorder.NextAsync<bool>(world.Deadline));
        Assert.True(await handler.Recorder.NextAsync<bool>(world.Deadline));
        Assert.Equal(DeliveryOutcome.Requeued, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
    }

    [Fact]
    public async Task WhereItIsToBeTriedAgainItIs()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        BatchTests.RetriedBatches handler = new(
            static batch => { },
            static deliveries => deliveries[0].Attempt < 3 ? throw new InvalidOperationException("not yet") : deliveries[0].AckAsync());
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, OneByOne with { BatchSize = 1 }, world.Deadline);
        await world.Bus.Again().PublishAsync(new Note("again"), world.Deadline);
        for (int attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal("again", await handler.Recorder.NextAsync<string>(world.Deadline));
        }

        await world.IdleAsync();
        Assert.Equal((1L, 2L), (retried.Handled, retried.Failed));
    }

    [Fact]
    public async Task WhatIsSettledIsNotSettledOnceMore()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        WorkHandler handler = new(static async (message, delivery, _) =>
        {
            await delivery.AckAsync();
            if (message is Note { Text: "twice" })
            {
                await delivery.RejectAsync();
            }

            throw new InvalidTimeZoneException("after it");
        });
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, OneByOne, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("once"), new Note("twice"), new Note("then")], world.Deadline);
        Type[] expected = [typeof(InvalidTimeZoneException), typeof(InvalidOperationException), typeof(InvalidTimeZoneException)];
        foreach (Type exception in expected)
        {
            ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
            Assert.Equal(DeliveryOutcome.None, failure.Outcome);
            Assert.IsType(exception, failure.Exception);
        }

        await world.IdleAsync();
        Assert.Equal((3L, 1), (work.Failed, work.Epoch));
    }

    [Fact]
    public async Task ADeliveryMayBeSettledAfterItsHandlerReturned()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        Recorder kept = new();
        WorkHandler handler = new((_, delivery, _) =>
        {
            kept.Add(delivery);
            return ValueTask.CompletedTask;
        });
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, OneByOne, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2")], world.Deadline);
        Delivery first = await kept.NextAsync<Delivery>(world.Deadline);
        await first.AckAsync();
        await (await kept.NextAsync<Delivery>(world.Deadline)).AckAsync();
        InvalidOperationException twice = await Assert.ThrowsAsync<InvalidOperationException>(async () => await first.RequeueAsync());
        Assert.Contains($"Delivery {first.Tag} is settled already", twice.Message, StringComparison.Ordinal);
        await world.IdleAsync();
        Assert.Equal(1, work.Epoch);
    }

    private sealed class LimitedHandler : LimitedQueue.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
        {
            Recorder.Add(delivery.Redelivered);
            return delivery.Redelivered ? delivery.AckAsync() : throw new InvalidOperationException("the first time");
        }
    }
}
