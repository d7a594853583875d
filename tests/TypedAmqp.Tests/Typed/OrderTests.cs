using System.Collections.Concurrent;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Several messages at a time, and an order kept among those that belong together.</summary>
public sealed class OrderTests
{
    private const int Jobs = 12;
    private const int StepsOfJob = 100;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task MessagesOfOneKeyAreHandledOneAfterTheOther(int seed)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        Random random = new(seed);
        ConcurrentDictionary<int, int> expected = new();
        ConcurrentDictionary<int, int> atWork = new();
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentQueue<string> wrong = new();
        int left = Jobs * StepsOfJob;
        int[] yields = [.. Enumerable.Range(0, 64).Select(_ => random.Next(4))];
        StepHandler handler = new(async (step, _) =>
        {
            if (atWork.AddOrUpdate(step.Job, 1, static (_, count) => count + 1) != 1)
            {
                wrong.Enqueue($"{step} began beside another of its job.");
            }

            for (int i = yields[(step.Number + step.Job) % yields.Length]; i > 0; i--)
            {
                await Task.Yield();
            }

            int next = expected.GetOrAdd(step.Job, 0);
            expected[step.Job] = next + 1;
            if (next != step.Number)
            {
                wrong.Enqueue($"{step} came where {next} was expected.");
            }

            atWork.AddOrUpdate(step.Job, 0, static (_, count) => count - 1);
            if (Interlocked.Decrement(ref left) == 0)
            {
                done.SetResult();
            }
        });
        ConsumerSubscription steps = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { Concurrency = 8 }, world.Deadline);

        int[] numbers = new int[Jobs];
        List<Step> all = [];
        while (all.Count < Jobs * StepsOfJob)
        {
            int job = random.Next(Jobs);
            if (numbers[job] < StepsOfJob)
            {
                all.Add(new Step(job, numbers[job]++));
            }
        }

        await world.Bus.Steps().PublishAsync(all, world.Deadline);
        await done.Task.WaitAsync(world.Deadline);
        await world.IdleAsync();
        Assert.Empty(wrong);
        Assert.Equal((Jobs * StepsOfJob, 0), (steps.Handled, steps.Failed));
        await steps.DisposeAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("steps", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task OneKeyThatIsStuckHoldsNoOtherUp()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Recorder recorder = new();
        StepHandler handler = new(async (step, cancellationToken) =>
        {
            if (step.Job == 0)
            {
                await release.Task.WaitAsync(cancellationToken);
            }

            recorder.Add(step);
        });
        await using ConsumerSubscription steps = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { Concurrency = 2 }, world.Deadline);

        // More of them than there are loops: those that wait take no loop away.
        await world.Bus.Steps().PublishAsync([new Step(0, 0), new Step(0, 1), new Step(0, 2), new Step(1, 0), new Step(1, 1)], world.Deadline);
        Assert.Equal(new Step(1, 0), await recorder.NextAsync<Step>(world.Deadline));
        Assert.Equal(new Step(1, 1), await recorder.NextAsync<Step>(world.Deadline));
        release.SetResult();
        for (int number = 0; number < 3; number++)
        {
            Assert.Equal(new Step(0, number), await recorder.NextAsync<Step>(world.Deadline));
        }
    }

    [Fact]
    public async Task WhatCannotBeReadIsRejectedAndHoldsNothingUp()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        Recorder recorder = new();
        StepHandler handler = new((step, _) =>
        {
            recorder.Add(step);
            return ValueTask.CompletedTask;
        });
        ConsumerSubscription steps = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { Concurrency = 4 }, world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.PublishAsync("", "steps", "no step"u8.ToArray(), new BasicProperties { Type = "step" }, cancellationToken: world.Deadline);
        await world.Bus.Steps().PublishAsync(new Step(0, 0), world.Deadline);

        Assert.Equal(new Step(0, 0), await recorder.NextAsync<Step>(world.Deadline));
        Assert.IsType<UndecodableMessageException>((await world.Failures.Reader.ReadAsync(world.Deadline)).Exception);
        await world.IdleAsync();
        Assert.Equal((1, 1), (steps.Handled, steps.Undecodable));
    }

    [Fact]
    public async Task WhatWaitsForItsTurnGoesBackWhenStopped()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        StepHandler handler = new(async (_, cancellationToken) =>
        {
            begun.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        ConsumerSubscription steps = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { Concurrency = 2 }, world.Deadline);
        await world.Bus.Steps().PublishAsync(Enumerable.Range(0, 10).Select(static number => new Step(number % 3, number)), world.Deadline);
        await begun.Task.WaitAsync(world.Deadline);
        await steps.DisposeAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(10u, (await channel.InspectQueueAsync("steps", world.Deadline)).MessageCount);
    }

    private sealed class StepHandler(Func<Step, CancellationToken, ValueTask> handle) : Steps.IConsumer
    {
        public ValueTask HandleAsync(Step message, Delivery delivery, CancellationToken cancellationToken) => handle(message, cancellationToken);

        public ValueTask HandleAsync(Halt message, Delivery delivery, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
