namespace TypedAmqp.Tests.Typed;

/// <summary>Ending in peace, and handlers that take too long.</summary>
public sealed class DrainingTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StoppingWaitsForWhatIsAtWorkAndTakesNothingNew(bool wholeBus)
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus bus = await world.ConnectAsync(Topology);
        TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkHandler handler = new(async (_, _, cancellationToken) => await finish.Task.WaitAsync(cancellationToken));
        ConsumerSubscription work = await bus.ConsumeAsync(handler, new SubscriptionOptions { Concurrency = 2 }, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2"), new Note("3"), new Note("4")], world.Deadline);
        await handler.Recorder.NextAsync<Note>(world.Deadline);
        await handler.Recorder.NextAsync<Note>(world.Deadline);

        Task stopping = wholeBus ? bus.StopAsync(world.Deadline) : work.StopAsync(world.Deadline);
        while (work.IsRunning)
        {
            await Task.Yield();
        }

        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping.WaitAsync(world.Deadline);
        Assert.Equal((2, 0), (work.Handled, work.Failed));
        Assert.True(handler.Recorder.IsEmpty);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(2u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task StoppingAsksToGiveUpWhenItsPatienceEnds()
    {
        await using World world = await World.StartAsync(Topology);
        WorkHandler handler = new(static async (_, _, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
        await handler.Recorder.NextAsync<Note>(world.Deadline);
        using CancellationTokenSource patience = new();

        Task stopping = work.StopAsync(patience.Token);
        Assert.False(stopping.IsCompleted);
        await patience.CancelAsync();
        await stopping.WaitAsync(world.Deadline);

        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(1u, (await channel.InspectQueueAsync("work", world.Deadline)).MessageCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AHandlerMayStopItsOwnSubscriptionInPeace(bool wholeBus)
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus bus = await world.ConnectAsync(Topology);
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<ConsumerSubscription> subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkHandler handler = new(async (_, _, cancellationToken) =>
        {
            ConsumerSubscription own = await subscribed.Task.WaitAsync(cancellationToken);
            await (wholeBus ? bus.DisposeAsync().AsTask() : own.StopAsync(CancellationToken.None));
            stopped.SetResult();
        });
        ConsumerSubscription work = await bus.ConsumeAsync(handler, world.Deadline);
        subscribed.SetResult(work);
        await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
        await stopped.Task.WaitAsync(world.Deadline);
        await work.Completion.WaitAsync(world.Deadline);
    }

    [Fact]
    public async Task AHandlerThatTakesTooLongHasFailed()
    {
        await using World world = await World.StartAsync(Topology);
        int calls = 0;
        WorkHandler handler = new(async (_, _, cancellationToken) =>
        {
            if (Interlocked.Increment(ref calls) % 2 == 1)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await Task.Yield();
        });
        SubscriptionOptions options = new() { HandlerTimeout = TimeSpan.FromMilliseconds(30) };
        ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2"), new Note("3"), new Note("4")], world.Deadline);
        for (int failures = 0; failures < 2; failures++)
        {
            ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
            Assert.IsType<TimeoutException>(failure.Exception);
            Assert.Equal(DeliveryOutcome.Rejected, failure.Outcome);
        }

        await world.IdleAsync();
        await work.DisposeAsync();
        Assert.Equal((2, 2), (work.Handled, work.Failed));
    }

    [Theory]
    [InlineData(4, 2, null, "Concurrency is 4 and Prefetch 2")]
    [InlineData(1, 8, 9, "AckBatchSize is 9")]
    [InlineData(1, 8, 0, "AckBatchSize is 0")]
    public async Task OptionsThatCannotBeFollowedAreRefused(int concurrency, int prefetch, int? acks, string expected)
    {
        await using World world = await World.StartAsync(Topology);
        SubscriptionOptions options = new() { Concurrency = concurrency, Prefetch = (ushort)prefetch, AckBatchSize = acks };
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => world.Bus.ConsumeAsync(new WorkHandler(), options, world.Deadline));
        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }
}
