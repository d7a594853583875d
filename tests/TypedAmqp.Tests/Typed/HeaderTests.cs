using TypedAmqp.Protocol;

namespace TypedAmqp.Tests.Typed;

/// <summary>Properties that travel as headers, and what a route says about every message.</summary>
public sealed class HeaderTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task HeadersComeFromTheMessage()
    {
        await using World world = await World.StartAsync(Topology);
        DateTimeOffset printed = new(2026, 11, 21, 7, 0, 0, TimeSpan.Zero);
        Page page = new("pdf", 1, Kind.Odd, Guid.Parse("00000000-0000-0000-0000-000000000001"), Draft: false) { Weight = 1.5, Printed = printed };
        await world.Bus.Pages().PublishAsync(page, world.Deadline);
        Received received = await NextAsync(world, "pdf");
        Assert.Equal(
            [
                new("draft", false), new("format", "pdf"), new("id", "00000000-0000-0000-0000-000000000001"), new("kind", "odd-one"), new(
                    "pages", 1L),
                new("printed", printed), new("weight", 1.5),
            ],
            received.Headers);
        Assert.Equal(
            ("page", DeliveryMode.Persistent, (byte)3, "3600000"), (received.Type, received.DeliveryMode, received.Priority, received.Expiration));
    }

    [Fact]
    public async Task WhatIsNullHasNoHeader()
    {
        await using World world = await World.StartAsync(Topology);
        await world.Bus.Pages().PublishAsync(new Page("pdf", 1, null, Guid.Empty, Draft: false), world.Deadline);
        Assert.Equal(["draft", "format", "id", "pages"], (await NextAsync(world, "pdf")).Headers.Keys);
    }

    [Fact]
    public async Task TheBrokerRoutesByThem()
    {
        await using World world = await World.StartAsync(Topology);
        PublishResult none = await world.Bus.Pages().TryPublishAsync(new Page("text", 1, Kind.Plain, Guid.Empty, Draft: false), world.Deadline);
        Assert.Equal(PublishOutcome.Returned, none.Outcome);
        await world.Bus.Pages().PublishAsync(new Page("text", 7, Kind.Odd, Guid.Empty, Draft: false), world.Deadline);
        await world.Bus.Pages().PublishAsync(new Page("text", 7, null, Guid.Empty, Draft: true), world.Deadline);
        Assert.Equal("odd-one", (await NextAsync(world, "odd-or-draft")).Headers["kind"]);
        Assert.Equal(true, (await NextAsync(world, "odd-or-draft")).Headers["draft"]);
    }

    [Fact]
    public async Task ASecondRouteHasItsOwnKeyAndOptions()
    {
        await using World world = await World.StartAsync(Topology);
        await world.Bus.Pages().PublishAsPagePagesAsync(new Page("pdf", 1, Kind.Odd, Guid.Empty, Draft: false), world.Deadline);
        Received page = await NextAsync(world, "pdf");
        Assert.Equal(("page.1", "60000", (byte)9, "odd-one"), (page.RoutingKey, page.Expiration, page.Priority, page.Headers["kind"]));
    }

    [Fact]
    public async Task HeadersThatFitIntoNoFrameAreRefused()
    {
        await using World world = await World.StartAsync(Topology);
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            async () => await world.Bus.Pages().PublishAsync(new Page(new string('x', 200_000), 1, null, Guid.Empty, Draft: false), world.Deadline));
        Assert.Contains("one frame of", e.Message, StringComparison.Ordinal);
        await world.Bus.Pages().PublishAsync(new Page("pdf", 1, null, Guid.Empty, Draft: false), world.Deadline);
    }

    [Fact]
    public async Task PropertiesThatFitIntoNoFrameAreRefusedWithoutATopologyToo()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(async () => await PublishAsync(200_000));
        Assert.Contains("one frame of", e.Message, StringComparison.Ordinal);
        await PublishAsync(70_000);

        async Task PublishAsync(int octets) => await channel.PublishAsync(
            "", "pdf", default, new BasicProperties { Headers = new FieldTable { ["x"] = new string('x', octets) } },
            cancellationToken: world.Deadline);
    }

    [Fact]
    public async Task ArgumentsThatFitIntoNoFrameAreRefused()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        FieldTable arguments = new() { ["x"] = new string('x', 200_000) };
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            () => channel.DeclareQueueAsync("long", arguments: arguments, cancellationToken: world.Deadline));
        Assert.StartsWith("queue.declare takes 200", e.Message, StringComparison.Ordinal);
        await channel.DeclareQueueAsync("short", cancellationToken: world.Deadline);
    }

    [Fact]
    public async Task HeadersThatTurnOutToFitIntoNoFrameHoldNoConnectionUp()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus bus = AmqpBus.Create(world.Bus.Options);
        Task tooLong = bus.Pages().PublishAsync(new Page(new string('x', 200_000), 1, null, Guid.Empty, Draft: false), world.Deadline).AsTask();
        Task fitting = bus.Pages().PublishAsync(new Page("pdf", 1, null, Guid.Empty, Draft: false), world.Deadline).AsTask();
        await bus.ConnectAsync(world.Deadline);
        await Assert.ThrowsAsync<ArgumentException>(() => tooLong);
        await fitting;
    }

    private static async Task<Received> NextAsync(World world, string queue)
    {
        await using AmqpChannel channel = await world.OpenChannelAsync();
        GetResult? result = await channel.GetAsync(queue, noAck: true, world.Deadline);
        return Read(result!.Message);
    }

    private static Received Read(ReceivedMessage message)
    {
        BasicPropertiesView properties = message.Properties;
        return new Received(
            message.RoutingKey,
            properties.Headers.ToFieldTable(),
            properties.DeliveryMode,
            properties.Priority,
            properties.Expiration.ToString(),
            properties.Type.ToString());
    }

    private sealed record Received(string RoutingKey, FieldTable Headers, DeliveryMode DeliveryMode, byte Priority, string Expiration, string Type);
}
