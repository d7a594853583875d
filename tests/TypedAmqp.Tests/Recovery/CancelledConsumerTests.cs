using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>The broker cancels a consumer, because its queue is gone, while the connection stays.</summary>
public sealed class CancelledConsumerTests
{
    [Fact]
    public async Task ItsQueueIsDeclaredAgainAndConsumed()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        WorkHandler handler = new();
        ConsumerSubscription subscription = await bus.ConsumeAsync(handler, world.Deadline);
        await DeleteAsync(bus, "work", world.Deadline);

        await world.WhenAsync(bus, status => status.IsHealthy && subscription.Epoch == 2);

        await bus.WorkExchange().PublishAsync(new Note("after"), world.Deadline);
        Assert.Equal(new Note("after"), await handler.Recorder.NextAsync<Note>(world.Deadline));
        Assert.True(bus.Connection.IsOpen);
    }

    [Fact]
    public async Task AServicesQueueIsDeclaredAgainAndServed()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        ConsumerSubscription subscription = await bus.ServeAsync(new Fibonacci(), cancellationToken: world.Deadline);
        await DeleteAsync(bus, "rpc_queue", world.Deadline);

        await world.WhenAsync(bus, status => status.IsHealthy && subscription.Epoch == 2);

        Assert.Equal(14, await bus.Fibonacci().FibAsync(7, world.Deadline));
    }

    [Fact]
    public async Task WithoutTheRightToDeclareItWaitsForTheQueueAndTheBusSaysSo()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus declares = await world.ConnectAsync(TestsTopology.Instance);
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, static options => options with { TopologyMode = TopologyMode.Assume });
        WorkHandler handler = new();
        ConsumerSubscription subscription = await bus.ConsumeAsync(handler, world.Deadline);
        await DeleteAsync(bus, "work", world.Deadline);

        AmqpBusStatus status = await world.WhenAsync(bus, static status => status.Problem?.Contains("404", StringComparison.Ordinal) ?? false);
        Assert.Equal(AmqpBusState.Impaired, status.State);
        Assert.Equal("work", Assert.Single(status.NotConsumed));
        Assert.False(subscription.IsRunning);
        Assert.True(declares.Status.IsHealthy);

        await using AmqpChannel channel = await declares.Connection.OpenChannelAsync(cancellationToken: world.Deadline);
        await channel.DeclareQueueAsync("work", cancellationToken: world.Deadline);
        await world.WhenAsync(bus, static status => status.IsHealthy);
        await channel.BindQueueAsync("work", "work", "note.written", cancellationToken: world.Deadline);
        await bus.WorkExchange().PublishAsync(new Note("after"), world.Deadline);
        Assert.Equal(new Note("after"), await handler.Recorder.NextAsync<Note>(world.Deadline));
    }

    [Fact]
    public async Task ASubscriptionThatIsStoppedMeanwhileIsNoProblem()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance, static options => options with { TopologyMode = TopologyMode.Assume });
        await world.ConnectAsync(TestsTopology.Instance);
        ConsumerSubscription subscription = await bus.ConsumeAsync(new WorkHandler(), world.Deadline);
        await DeleteAsync(bus, "work", world.Deadline);
        await world.WhenAsync(bus, static status => !status.IsHealthy);

        await subscription.DisposeAsync();

        await world.WhenAsync(bus, static status => status.IsHealthy);
        Assert.True(subscription.Completion.IsCompleted);
    }

    private static async Task DeleteAsync(AmqpBus bus, string queue, CancellationToken cancellationToken)
    {
        await using AmqpChannel channel = await bus.Connection.OpenChannelAsync(cancellationToken: cancellationToken);
        await channel.DeleteQueueAsync(queue, cancellationToken: cancellationToken);
    }

    private sealed class Fibonacci : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => Task.FromResult(2L * number);
    }
}
