using System.Globalization;
using System.Text.RegularExpressions;
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
        Assert.Contains("'typedamqp topology replace work PROJECT'", e.Message, StringComparison.Ordinal);
        Assert.Equal("tests", e.Topology);
    }

    [Fact]
    public async Task VerifyingNamesEverythingAndChangesNothing()
    {
        await using World world = await World.StartAsync(Nothing);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        await channel.DeclareQueueAsync("work", durable: false, cancellationToken: world.Deadline);
        await channel.DeclareQueueAsync("texts", cancellationToken: world.Deadline);
        TopologyException e = await Assert.ThrowsAsync<TopologyException>(
            () => world.ConnectAsync(Topology, static options => options with { TopologyMode = TopologyMode.Verify }));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The exchange 'work' is missing: 404", StringComparison.Ordinal));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The queue 'work' differs: 406", StringComparison.Ordinal));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The queue 'oracle' is missing: 404", StringComparison.Ordinal));
        Assert.Contains(e.Differences, static difference => difference.StartsWith("The queue 'nowhere' is missing: 404", StringComparison.Ordinal));
        Assert.DoesNotContain(e.Differences, static difference => difference.Contains("'texts'", StringComparison.Ordinal));

        // Each says where it is declared, and what to do.
        Assert.All(e.Differences, static difference => AssertPlace(difference));
        Assert.Contains("'typedamqp topology replace work PROJECT'", e.Message, StringComparison.Ordinal);
        Assert.Contains("'typedamqp topology apply' declares it", e.Message, StringComparison.Ordinal);

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

    /// <summary>The line that a difference names is the one on which its name is declared.</summary>
    private static void AssertPlace(string difference)
    {
        Match place = Regex.Match(difference, "^The (?:queue|exchange) '(?<name>[^']+)' .* It is declared at (?<file>.+\\.cs):(?<line>[0-9]+)\\.");
        Assert.True(place.Success, difference);

        // Exchanges and queues in which messages wait are declared by the queue that they come from.
        string name = place.Groups["name"].Value.Split('.')[0];
        string line = File.ReadLines(place.Groups["file"].Value).ElementAt(int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) - 1);
        Assert.Contains($"\"{name}", line, StringComparison.Ordinal);
    }

    private sealed record Literal(TopologyDescriptor Descriptor) : ITopology;
}
