using System.Threading.Channels;
using TypedAmqp.Protocol;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>The broker cancels a consumer, because its queue is gone, while the connection stays.</summary>
public sealed class CancelledConsumerTests
{
    [Fact]
    public async Task ItsQueueIsDeclaredAgainAndConsumed()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, ConsumerSubscription subscription) = await world.ConsumeWorkAsync();
        await DeleteAsync(bus, "work", world.Deadline);

        await world.WhenAsync(bus, status => status.IsHealthy && subscription.Epoch == 2);

        await world.AssertConsumesAsync(bus, handler);
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
        await world.AssertConsumesAsync(bus, handler);
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

    [Fact]
    public async Task AQueueThatWasReplacedIsConsumedAsItIsAndTheStatusSaysWhatDiffers()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, _) = await world.ConsumeWorkAsync();
        await using AmqpConnection other = await AmqpConnection.ConnectAsync(world.Broker.ConnectionOptions, world.Deadline);

        await ReplaceAsync(other, "work", exclusive: false, new FieldTable { ["x-queue-type"] = "quorum" }, world.Deadline);

        AmqpBusStatus status = await world.WhenAsync(bus, static status => status is { IsHealthy: true, Differences.Length: > 0 });
        string difference = Assert.Single(status.Differences);
        Assert.StartsWith(
            "The queue 'work' is not as this program declares it: 406 PRECONDITION_FAILED - inequivalent arg 'x-queue-type'",
            difference,
            StringComparison.Ordinal);
        Assert.Contains("deploy the program", difference, StringComparison.Ordinal);
        await bus.WorkExchange().PublishAsync(new Note("to the new one"), world.Deadline);
        Assert.Equal(new Note("to the new one"), await handler.Recorder.NextAsync<Note>(world.Deadline));

        await ReplaceAsync(other, "work", exclusive: false, arguments: null, world.Deadline);
        await world.WhenAsync(bus, static status => status is { IsHealthy: true, Differences.Length: 0 });
    }

    [Fact]
    public async Task ALostConnectionIsRestoredThoughAQueueWasReplacedMeanwhile()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        (AmqpBus bus, WorkHandler handler, _) = await world.ConsumeWorkAsync();
        AmqpConnection first = bus.Connection;
        world.Link.Refuse();
        await using (AmqpConnection other = await AmqpConnection.ConnectAsync(world.Broker.ConnectionOptions, world.Deadline))
        {
            await ReplaceAsync(other, "work", exclusive: false, new FieldTable { ["x-queue-type"] = "quorum" }, world.Deadline);
        }

        world.Link.Accept();

        AmqpBusStatus status = await world.RestoredAsync(bus, first);
        Assert.Contains("x-queue-type", Assert.Single(status.Differences), StringComparison.Ordinal);
        await bus.WorkExchange().PublishAsync(new Note("to the new one"), world.Deadline);
        Assert.Equal(new Note("to the new one"), await handler.Recorder.NextAsync<Note>(world.Deadline));
    }

    [Fact]
    public async Task WhyItsQueueCannotBeDeclaredAgainIsTold()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        await bus.ConsumeAsync(new WorkHandler(), world.Deadline);
        Channel<AmqpBusStatus> told = Channel.CreateUnbounded<AmqpBusStatus>();
        bus.StatusChanged += status => told.Writer.TryWrite(status);
        await using AmqpConnection other = await AmqpConnection.ConnectAsync(world.Broker.ConnectionOptions, world.Deadline);

        await ReplaceAsync(other, "work", exclusive: true, arguments: null, world.Deadline);

        string? problem;
        do
        {
            problem = (await told.Reader.ReadAsync(world.Deadline)).Problem;
            Assert.DoesNotContain("..", problem ?? "", StringComparison.Ordinal);
        }
        while (problem?.StartsWith(
            "Queue 'work' is not consumed: its channel was closed by the broker: 405 RESOURCE_LOCKED", StringComparison.Ordinal) != true);
        Assert.Contains("(in answer to queue.declare)", problem, StringComparison.Ordinal);
    }

    /// <summary>The bus declares its queue again as soon as it is deleted: whoever wants another one has to be quicker, sooner or later.</summary>
    private static async Task ReplaceAsync(
        AmqpConnection connection, string queue, bool exclusive, FieldTable? arguments, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using AmqpChannel channel = await connection.OpenChannelAsync(cancellationToken: cancellationToken);
            try
            {
                Task deleted = channel.DeleteQueueAsync(queue, cancellationToken: cancellationToken);
                await channel.DeclareQueueAsync(queue, exclusive: exclusive, arguments: arguments, cancellationToken: cancellationToken);
                await deleted;
                return;
            }
            catch (AmqpChannelClosedException e) when (e.ReplyCode is ReplyCode.PreconditionFailed or ReplyCode.ResourceLocked)
            {
                // It was not.
            }
        }
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
