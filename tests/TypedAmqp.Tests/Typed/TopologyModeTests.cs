using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>What connecting does about a topology.</summary>
public sealed class TopologyModeTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;
    private static readonly ITopology Nothing = new Literal(TopologyDescriptor.Empty);

    [Fact]
    public async Task ApplyingTwiceIsFine()
    {
        ITopology shop = Shop.ShopTopology.Instance;
        await using World world = await World.StartAsync(shop);
        await using AmqpBus again = await world.ConnectAsync(shop);
        await using AmqpBus verified = await world.ConnectAsync(shop, static options => options with { TopologyMode = TopologyMode.Verify });
        Assert.True(verified.Connection.IsOpen);
    }

    [Fact]
    public async Task ApplyingSaysWhatDiffers()
    {
        await using World world = await World.StartAsync(Nothing);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.DeclareQueueAsync("work", durable: false, cancellationToken: world.Deadline);
        TopologyException e = await Assert.ThrowsAsync<TopologyException>(() => world.ConnectAsync(Topology));
        Assert.Contains("queue 'work' was refused: 406", Assert.Single(e.Differences), StringComparison.Ordinal);
        Assert.Equal("tests", e.Topology);
    }

    [Fact]
    public async Task VerifyingNamesEverythingAndChangesNothing()
    {
        await using World world = await World.StartAsync(Nothing);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.DeclareQueueAsync("work", durable: false, cancellationToken: world.Deadline);
        await channel.DeclareQueueAsync("texts", cancellationToken: world.Deadline);
        TopologyException e = await Assert.ThrowsAsync<TopologyException>(() => world.ConnectAsync(Topology, static options => options with { TopologyMode = TopologyMode.Verify }));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The exchange 'work' is missing: 404", StringComparison.Ordinal));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The queue 'work' differs: 406", StringComparison.Ordinal));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The queue 'oracle' is missing: 404", StringComparison.Ordinal));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The queue 'nowhere' is missing: 404", StringComparison.Ordinal));
        Assert.DoesNotContain(e.Differences, static difference => difference.Contains("'texts'", StringComparison.Ordinal));

        AmqpChannelException missing = await Assert.ThrowsAsync<AmqpChannelClosedException>(() => channel.InspectQueueAsync("blobs", world.Deadline));
        Assert.Equal(ReplyCode.NotFound, missing.ReplyCode);
    }

    [Fact]
    public async Task AssumingDoesNothing()
    {
        await using World world = await World.StartAsync(Nothing);
        await using AmqpBus bus = await world.ConnectAsync(Topology, static options => options with { TopologyMode = TopologyMode.Assume });
        PublishResult result = await bus.Texts().TryPublishAsync("nobody", world.Deadline);
        Assert.Equal(PublishOutcome.Returned, result.Outcome);
    }

    private sealed record Literal(TopologyDescriptor Descriptor) : ITopology;
}
