using TypedAmqp.Protocol;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>
/// What a channel holds in this process, client and broker together: the count is the process's, so that nothing else runs beside it.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class ChannelMemoryTests
{
    private const int Channels = 200;
    private const int Limit = 32 * 1024;

    [Fact]
    public async Task ManyChannelsFetchAndConsumeWithoutABlockEach()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        AmqpChannel[] channels = await OpenAsync(world);
        await channels[0].DeclareQueueAsync("empty", cancellationToken: world.Deadline);
        await channels[0].DeclareQueueAsync("quiet", cancellationToken: world.Deadline);
        List<AmqpConsumer> consumers = [];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (AmqpChannel channel in channels)
        {
            await channel.PublishAsync("", "empty", "x"u8.ToArray(), new BasicProperties { Type = "note" }, cancellationToken: world.Deadline);
            GetResult? got = await channel.GetAsync("empty", noAck: true, world.Deadline);
            Assert.NotNull(got);
            consumers.Add(await channel.ConsumeAsync("quiet", new Nobody(), cancellationToken: world.Deadline));
        }

        long held = (GC.GetTotalMemory(forceFullCollection: true) - before) / Channels;
        Assert.True(held < Limit, $"A channel holds {held} octets, and {Limit} are allowed.");
        Assert.All(consumers, static consumer => Assert.True(consumer.IsActive));
    }

    private static async Task<AmqpChannel[]> OpenAsync(World world)
    {
        AmqpChannel[] channels = new AmqpChannel[Channels];
        for (int index = 0; index < Channels; index++)
        {
            channels[index] = await world.OpenChannelAsync();
        }

        return channels;
    }

    private sealed class Nobody : IMessageHandler
    {
        public ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken) => message.Delivery.RequeueAsync();
    }
}
