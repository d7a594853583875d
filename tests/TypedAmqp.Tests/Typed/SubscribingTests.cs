namespace TypedAmqp.Tests.Typed;

/// <summary>Types that handle several queues or serve several services are subscribed to all of them or to none.</summary>
public sealed class SubscribingTests
{
    [Fact]
    public async Task AQueueThatIsNotThereLeavesNoConsumerAtTheOthers()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await DeleteAsync(world, "texts");

        await Assert.ThrowsAsync<AmqpChannelClosedException>(() =>
            world.Bus.ConsumeAsync(
                typeof(Both), () => throw new InvalidOperationException("Nothing arrives."), SubscriptionOptions.Default, world.Deadline));

        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("blobs", world.Deadline)).ConsumerCount);
    }

    [Fact]
    public async Task AServiceThatIsNotThereLeavesNoServerOfTheOthers()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await DeleteAsync(world, "oracle");

        await Assert.ThrowsAsync<AmqpChannelClosedException>(() =>
            world.Bus.ServeAsync(
                typeof(Services), () => throw new InvalidOperationException("Nobody calls."), RpcServerOptions.Default, world.Deadline));

        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("rpc_queue", world.Deadline)).ConsumerCount);
    }

    private static async Task DeleteAsync(World world, string queue)
    {
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.DeleteQueueAsync(queue, cancellationToken: world.Deadline);
    }

    private abstract class Both : Blobs.IConsumer, Texts.IConsumer
    {
        public abstract ValueTask HandleAsync(Octets message, Delivery delivery, CancellationToken cancellationToken);

        public abstract ValueTask HandleAsync(string message, Delivery delivery, CancellationToken cancellationToken);
    }

    private abstract class Services : IFibonacci, IOracle
    {
        public Task<Answer> InsistAsync(Question question, CancellationToken cancellationToken = default) => AskAsync(question, cancellationToken);

        public abstract Task<long> FibAsync(int number, CancellationToken cancellationToken = default);

        public abstract Task<Answer> AskAsync(Question question, CancellationToken cancellationToken = default);

        public abstract ValueTask<Answer> PonderAsync(Question question, CancellationToken cancellationToken = default);

        public abstract Task<Answer?> RecallAsync(Question? question, CancellationToken cancellationToken = default);

        public abstract Task ForgetAsync();
    }
}
