using System.Threading.Channels;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Recovery;

namespace TypedAmqp.Tests.Typed;

/// <summary>Programs that do what nobody has thought of: consumers go on, and what they did is known.</summary>
public sealed class ExtremeTests
{
    [Fact]
    public async Task AThousandHandlersAtATimeKeepTheOrderOfOneKey()
    {
        const int Count = 1000;
        await using World world = await World.StartAsync(TestsTopology.Instance);
        int next = 0;
        int atWork = 0;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Steps.IConsumer handler = new StepHandler(async step =>
        {
            Assert.Equal((1, step.Number), (Interlocked.Increment(ref atWork), next));
            await Task.Yield();
            Interlocked.Decrement(ref atWork);
            if (++next == Count)
            {
                done.SetResult();
            }
        });
        SubscriptionOptions options = new() { Concurrency = 1000 };
        await using ConsumerSubscription steps = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await world.Bus.Steps().PublishAsync(Enumerable.Range(0, Count).Select(static number => new Step(7, number)), world.Deadline);
        await done.Task.WaitAsync(world.Deadline);
        await world.IdleAsync();
        Assert.Equal((Count, 0L), (steps.Handled, steps.Failed));
    }

    [Fact]
    public async Task WhateverAHandlerThrowsTheNextMessageComes()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        Exception[] thrown =
        [
            new OperationCanceledException("of its own", new CancellationToken(canceled: true)),
            new TaskCanceledException(),
            new AggregateException(new IOException("one"), new AggregateException()),
            new AmqpConnectionException(ReplyCode.InternalError, "not of this connection"),
            new Unspeakable(),
        ];
        int next = 0;
        WorkHandler handler = new(async (_, _, _) =>
        {
            await Task.Yield();
            throw thrown[next++];
        });
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(thrown.Select(static (_, number) => new Note($"{number}")), world.Deadline);
        foreach (Exception exception in thrown)
        {
            ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
            Assert.Equal(DeliveryOutcome.Rejected, failure.Outcome);
            Assert.Same(exception, failure.Exception);
        }

        await world.IdleAsync();
        Assert.Equal((thrown.Length, 1, true), (work.Failed, work.Epoch, work.IsRunning));
    }

    [Fact]
    public async Task WhoIsToldOfFailuresMayFailToo()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance, static options => options with
        {
            OnConsumeFailure = static _ => throw new InvalidOperationException("no log today"),
        });
        WorkHandler handler = new(static (_, _, _) => throw new InvalidOperationException("no"));
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync([new Note("1"), new Note("2")], world.Deadline);
        await handler.Recorder.NextAsync<Note>(world.Deadline);
        await handler.Recorder.NextAsync<Note>(world.Deadline);
        await world.IdleAsync();
        Assert.Equal((2L, 1, true), (work.Failed, work.Epoch, work.IsRunning));
    }

    [Fact]
    public async Task WhoIsToldOfTheStatusMayFailToo()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        Channel<AmqpBusState> told = Channel.CreateUnbounded<AmqpBusState>();
        bus.StatusChanged += static _ => throw new InvalidOperationException("no status today");
        bus.StatusChanged += status => told.Writer.TryWrite(status.State);
        world.Link.Drop();
        Assert.Equal(AmqpBusState.Impaired, await told.Reader.ReadAsync(world.Deadline));
        Assert.Equal(AmqpBusState.Connected, await told.Reader.ReadAsync(world.Deadline));
    }

    [Fact]
    public async Task HandlersThatHoldTheirThreadsHoldNoOtherConsumerUp()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        using ManualResetEventSlim release = new();
        WorkHandler blocking = new((_, _, _) =>
        {
            release.Wait(world.Deadline);
            return ValueTask.CompletedTask;
        });
        Recorder recorder = new();
        StepHandler other = new(step =>
        {
            recorder.Add(step);
            return ValueTask.CompletedTask;
        });
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(blocking, new SubscriptionOptions { Concurrency = 4 }, world.Deadline);
        await using ConsumerSubscription steps = await world.Bus.ConsumeAsync(other, world.Deadline);
        await world.Bus.WorkExchange().PublishAsync(Enumerable.Range(0, 4).Select(static number => new Note($"{number}")), world.Deadline);
        await blocking.Recorder.NextAsync<Note>(world.Deadline);
        await world.Bus.Steps().PublishAsync(new Step(1, 1), world.Deadline);
        Assert.Equal(new Step(1, 1), await recorder.NextAsync<Step>(world.Deadline));
        release.Set();
        await world.IdleAsync();
        Assert.Equal(4, work.Handled);
    }

    [Fact]
    public async Task AMessageWhoseHeadersLeaveNoRoomForTheNextAttemptIsParked()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        BatchTests.RetriedBatches handler = new(static _ => throw new InvalidOperationException("no"));
        SubscriptionOptions options = new() { BatchSize = 1 };
        await using ConsumerSubscription retried = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        BasicProperties properties =
            new() { Type = "note.v3", Headers = new FieldTable { ["x"] = new string('x', 131_072 - 8 - 12 - 2 - 8 - 4 - 7) } };
        await channel.PublishAsync("", "retried", """{"text":"long"}"""u8.ToArray(), properties, cancellationToken: world.Deadline);
        Assert.Equal(DeliveryOutcome.Rejected, (await world.Failures.Reader.ReadAsync(world.Deadline)).Outcome);
        await world.IdleAsync();
        Assert.Equal(1u, (await channel.InspectQueueAsync("retried.parked", world.Deadline)).MessageCount);
        Assert.True(world.Bus.Status.IsHealthy);
    }

    [Fact]
    public async Task CallsThatRunAreAnsweredBeforeTheirServerIsStopped()
    {
        const int Calls = 50;
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int running = 0;
        Fibonacci service = new(async number =>
        {
            if (Interlocked.Increment(ref running) == Calls)
            {
                all.SetResult();
            }

            await release.Task;
            return number;
        });
        RpcServerOptions options = new() { Concurrency = Calls, Prefetch = Calls };
        ConsumerSubscription server = await world.Bus.ServeAsync(service, options, world.Deadline);
        Task<long>[] calls = [.. Enumerable.Range(0, Calls).Select(number => world.Bus.Fibonacci().FibAsync(number, world.Deadline))];
        await all.Task.WaitAsync(world.Deadline);
        Task stopping = server.StopAsync(world.Deadline);
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        Assert.Equal(Enumerable.Range(0, Calls).Select(static number => (long)number), await Task.WhenAll(calls));
        await stopping;
        Assert.Equal(Calls, server.Handled);
    }

    [Fact]
    public async Task FiveThousandCallsGoOnBesideAConsumer()
    {
        const int Count = 5000;
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(
            new Fibonacci(static number => Task.FromResult((long)number)), cancellationToken: world.Deadline);
        StepHandler handler = new(static _ => ValueTask.CompletedTask);
        await using ConsumerSubscription steps = await world.Bus.ConsumeAsync(handler, world.Deadline);
        Task<long>[] calls = [.. Enumerable.Range(0, Count).Select(number => world.Bus.Fibonacci().FibAsync(number, world.Deadline))];
        await world.Bus.Steps().PublishAsync(Enumerable.Range(0, Count).Select(static number => new Step(number, 0)), world.Deadline);
        Assert.Equal(Enumerable.Range(0, Count).Select(static number => (long)number), await Task.WhenAll(calls));
        await world.IdleAsync();
        Assert.Equal((Count, Count), (server.Handled, steps.Handled));
    }

    [Fact]
    public async Task WhatIsMissingIsNamed()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await MissingAsync("message", async () => await world.Bus.WorkExchange().PublishAsync((Note)null!, world.Deadline));
        await MissingAsync("message", () => world.Bus.WorkExchange().PublishAsync([(Note)null!], world.Deadline));
        await MissingAsync("routingKey", async () => await channel.PublishAsync("", null!, default, cancellationToken: world.Deadline));
        await MissingAsync("options.Connection", () => AmqpBus.ConnectAsync(new AmqpBusOptions { Connection = null! }, world.Deadline));
        await MissingAsync("options.Recovery", () => AmqpBus.ConnectAsync(new AmqpBusOptions { Recovery = null! }, world.Deadline));
        await MissingAsync("Endpoint", () => AmqpConnection.ConnectAsync(new AmqpConnectionOptions { Endpoint = null! }, world.Deadline));
        ArgumentOutOfRangeException tooLong = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => AmqpConnection.ConnectAsync(new AmqpConnectionOptions { ConnectTimeout = TimeSpan.FromDays(100) }, world.Deadline));
        Assert.Contains("at most 2147483647 ms", tooLong.Message, StringComparison.Ordinal);

        static async Task MissingAsync(string name, Func<Task> call) =>
            Assert.Equal(name, (await Assert.ThrowsAsync<ArgumentNullException>(call)).ParamName);
    }

    [Fact]
    public async Task ACompressedBodyIsRejectedForWhatItIs()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(new WorkHandler(), world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        BasicProperties properties = new() { Type = "note.v3", ContentEncoding = "gzip" };
        await channel.PublishAsync("work", "note.written", new byte[] { 0x1F, 0x8B }, properties, cancellationToken: world.Deadline);
        ConsumeFailure failure = await world.Failures.Reader.ReadAsync(world.Deadline);
        Assert.Equal(DeliveryOutcome.Rejected, failure.Outcome);
        Assert.Contains("Its content-encoding is 'gzip'", failure.Exception.Message, StringComparison.Ordinal);
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new InvalidOperationException("There are no words for it.");

        public override string ToString() => Message;
    }

    private sealed class StepHandler(Func<Step, ValueTask> handle) : Steps.IConsumer
    {
        public ValueTask HandleAsync(Step message, Delivery delivery, CancellationToken cancellationToken) => handle(message);

        public ValueTask HandleAsync(Halt message, Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class Fibonacci(Func<int, Task<long>> answer) : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => answer(number);
    }
}
