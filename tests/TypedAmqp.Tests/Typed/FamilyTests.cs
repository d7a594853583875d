namespace TypedAmqp.Tests.Typed;

/// <summary>Contracts that derive from one type: each travels under its own name, and versions travel side by side.</summary>
public sealed class FamilyTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task EachIsPublishedAsWhatItIs()
    {
        await using World world = await World.StartAsync(Topology);
        Handler handler = new();
        await using ConsumerSubscription events = await world.Bus.ConsumeAsync(handler, world.Deadline);
        Event[] all = [new Started(Kind.Odd, "me"), new Ended(Kind.Plain, "done"), new EndedLate(Kind.Plain, "done", 5)];
        foreach (Event one in all)
        {
            await world.Bus.Events().PublishAsync(one, world.Deadline);
        }

        await world.Bus.Events().PublishAsync(all, world.Deadline);
        await world.Bus.Events().PublishAsync(all.ToAsyncEnumerable(), world.Deadline);
        await world.Bus.Events().PublishAsync(new Started(Kind.Odd, "me"), world.Deadline);
        foreach (Event one in all.Concat(all).Concat(all).Append(all[0]))
        {
            Assert.Equal(one, await handler.Recorder.NextAsync(one.GetType(), world.Deadline));
        }
    }

    [Fact]
    public async Task NamesAndKeysAreTheirOwn()
    {
        await using World world = await World.StartAsync(Topology);
        await world.Bus.Events()
            .PublishAsync([new Started(Kind.Odd, "me"), new Ended(Kind.Plain, "done"), new EndedLate(Kind.Plain, "done", 5)], world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        List<string> arrived = [];
        while (await channel.GetAsync("events", noAck: true, world.Deadline) is { } result)
        {
            arrived.Add($"{result.Message.RoutingKey} {result.Message.Properties.Type.ToString()}");
        }

        Assert.Equal(["event.odd-one event.started", "event.plain event.ended", "late.5 event.ended.v2"], arrived);
    }

    [Fact]
    public async Task WhatIsNoContractIsRefused()
    {
        await using World world = await World.StartAsync(Topology);
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            async () => await world.Bus.Events().PublishAsync(new Unheard(Kind.Odd), world.Deadline));
        Assert.Contains("Unheard", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await world.Bus.Events().PublishAsync((Event)null!, world.Deadline));
    }

    private sealed class Handler : EventQueue.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Started message, Delivery delivery, CancellationToken cancellationToken) => Record(message);

        public ValueTask HandleAsync(Ended message, Delivery delivery, CancellationToken cancellationToken) => Record(message);

        public ValueTask HandleAsync(EndedLate message, Delivery delivery, CancellationToken cancellationToken) => Record(message);

        private ValueTask Record(Event message) => Recorder.RecordAsync(message);
    }
}
