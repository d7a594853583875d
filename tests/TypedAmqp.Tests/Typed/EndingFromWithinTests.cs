using System.Runtime.CompilerServices;

namespace TypedAmqp.Tests.Typed;

/// <summary>Whoever works for a bus may end it: the work is settled before the connection closes, and nobody waits for himself.</summary>
public sealed class EndingFromWithinTests
{
    public enum Worker
    {
        Handler,
        BatchHandler,
        Service,
        StreamingService,
    }

    [Theory]
    [InlineData(Worker.Handler, true)]
    [InlineData(Worker.Handler, false)]
    [InlineData(Worker.BatchHandler, true)]
    [InlineData(Worker.BatchHandler, false)]
    [InlineData(Worker.Service, true)]
    [InlineData(Worker.Service, false)]
    [InlineData(Worker.StreamingService, false)]
    public async Task WhatItDoesIsSettledBeforeTheConnectionCloses(Worker worker, bool dispose)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<Answer> call = Task.FromResult(new Answer("none"));
        string queue = await BeginAsync(bus, worker, async () =>
        {
            await (dispose ? bus.DisposeAsync().AsTask() : bus.StopAsync());
            ended.SetResult();
            await finish.Task;
        });
        switch (worker)
        {
            case Worker.Service:
                call = world.Bus.Oracle().AskAsync(new Question("?"), world.Deadline);
                break;
            case Worker.StreamingService:
                call = FirstAsync(world.Bus.Warehouse().ListAsync(new Question("?"), world.Deadline));
                break;
            default:
                await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
                break;
        }

        await ended.Task.WaitAsync(world.Deadline);
        Assert.True(bus.Connection.IsOpen);

        // Disposing asks what is at work to give up: a stream does at its next item, and goes back to the queue.
        Task others = worker == Worker.StreamingService ? bus.StopAsync() : bus.DisposeAsync().AsTask();
        Assert.False(others.IsCompleted);
        finish.SetResult();
        await call.WaitAsync(world.Deadline);
        await others.WaitAsync(world.Deadline);
        Assert.False(bus.Connection.IsOpen);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync(queue, world.Deadline)).MessageCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TwoHandlersMayEndEachOther(bool dispose)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        using Barrier both = new(2);
        ConsumerSubscription[] subscriptions = new ConsumerSubscription[2];
        subscriptions[0] = await bus.ConsumeAsync(new WorkHandler((_, _, _) => EndAsync(1)), world.Deadline);
        subscriptions[1] = await bus.ConsumeAsync(new Limited(() => EndAsync(0)), world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
        await world.Bus.LimitedQueue().PublishAsync(new Note("2"), world.Deadline);
        foreach (ConsumerSubscription subscription in subscriptions)
        {
            await subscription.Completion.WaitAsync(world.Deadline);
            Assert.Equal(1, subscription.Handled);
        }

        await bus.DisposeAsync().AsTask().WaitAsync(world.Deadline);

        async ValueTask EndAsync(int other)
        {
            await Task.Run(() => both.SignalAndWait(world.Deadline));
            await (dispose ? subscriptions[other].DisposeAsync().AsTask() : subscriptions[other].StopAsync());
        }
    }

    [Fact]
    public async Task AHandlerThatEndsAnotherSubscriptionWaitsForItsHandlers()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource<Task> stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConsumerSubscription worker = await world.Bus.ConsumeAsync(
            new Limited(async () =>
            {
                begun.SetResult();
                await finish.Task;
            }),
            world.Deadline);
        await world.Bus.ConsumeAsync(
            new WorkHandler(async (_, _, _) =>
            {
                Task stop = worker.StopAsync(CancellationToken.None);
                stopping.SetResult(stop);
                await stop;
            }),
            world.Deadline);
        await world.Bus.LimitedQueue().PublishAsync(new Note("1"), world.Deadline);
        await begun.Task.WaitAsync(world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("2"), world.Deadline);
        Task stopped = await stopping.Task.WaitAsync(world.Deadline);
        while (worker.IsRunning)
        {
            await Task.Yield();
        }

        Assert.False(stopped.IsCompleted);
        finish.SetResult();
        await stopped.WaitAsync(world.Deadline);
        Assert.True(worker.Completion.IsCompleted);
    }

    [Fact]
    public async Task NothingIsSubscribedToABusThatEnds()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await bus.ConsumeAsync(
            new WorkHandler(async (_, _, _) =>
            {
                begun.SetResult();
                await finish.Task;
            }),
            world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(new Note("1"), world.Deadline);
        await begun.Task.WaitAsync(world.Deadline);
        Task stopping = bus.StopAsync(world.Deadline);
        await Assert.ThrowsAsync<AmqpConnectionClosedException>(() => bus.ConsumeAsync(new Limited(() => default), world.Deadline));
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping.WaitAsync(world.Deadline);
    }

    /// <returns>The queue that it works for.</returns>
    private static async Task<string> BeginAsync(AmqpBus bus, Worker worker, Func<Task> work)
    {
        ConsumerSubscription subscription = worker switch
        {
            Worker.Handler => await bus.ConsumeAsync(new WorkHandler(async (_, _, _) => await work())),
            Worker.BatchHandler => await bus.ConsumeAsync(new Batches(work), new SubscriptionOptions { BatchDelay = TimeSpan.Zero }),
            Worker.Service => await bus.ServeAsync(new Oracle(work)),
            _ => await bus.ServeAsync(new Warehouse(work)),
        };
        return subscription.Queue;
    }

    private static async Task<Answer> FirstAsync(IAsyncEnumerable<Answer> answers)
    {
        await foreach (Answer answer in answers)
        {
            return answer;
        }

        throw new InvalidOperationException("There was none.");
    }

    private sealed class Limited(Func<ValueTask> work) : LimitedQueue.IConsumer
    {
        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken) => work();
    }

    private sealed class Batches(Func<Task> work) : WorkQueue.IBatchConsumer
    {
        public ValueTask HandleAsync(MessageBatch<WorkItem> messages, CancellationToken cancellationToken) => default;

        public async ValueTask HandleAsync(MessageBatch<Note> messages, CancellationToken cancellationToken) => await work();
    }

    private sealed class Oracle(Func<Task> work) : IOracle
    {
        public async Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default)
        {
            await work();
            return new Answer("late");
        }

        public Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default) => AskAsync(question, cancellationToken);

        public async ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default) =>
            await AskAsync(question, cancellationToken);

        public Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default) => Task.FromResult<Answer?>(null);

        public Task ForgetAsync() => Task.CompletedTask;
    }

    private sealed class Warehouse(Func<Task> work) : IWarehouse
    {
        public Task<Answer> OrderAsync(Question sku, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task NoteAsync(Question note, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask RemindAsync() => throw new NotSupportedException();

        public async IAsyncEnumerable<Answer> ListAsync(Question filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await work();
            yield return new Answer("late");
        }

        public IAsyncEnumerable<Answer> SlowlyAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
