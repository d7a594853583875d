namespace TypedAmqp.Tests.Typed;

/// <summary>Names from the configuration: one program, several environments on one broker.</summary>
public sealed class NamesTests
{
    private static readonly ITopology Topology = TestsTopology.Instance;

    [Fact]
    public async Task EnvironmentsDoNotMeet()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus staging = await ConnectAsync(world, "staging.");
        WorkHandler handler = new();
        WorkHandler stagingHandler = new();
        await using ConsumerSubscription work = await world.Bus.ConsumeAsync(handler, world.Deadline);
        await using ConsumerSubscription stagingWork = await staging.ConsumeAsync(stagingHandler, world.Deadline);
        Assert.Equal(("work", "staging.work"), (work.Queue, stagingWork.Queue));
        for (int time = 0; time < 2; time++)
        {
            await staging.WorkExchange().PublishAsync(new Note($"staging {time}"), world.Deadline);
            await staging.WorkExchange().PublishAsync([new WorkItem(Kind.Odd, "x", 1)], world.Deadline);
            await world.Bus.WorkExchange().PublishAsync(new Note($"as declared {time}"), world.Deadline);
            Assert.Equal($"staging {time}", (await stagingHandler.Recorder.NextAsync<Note>(world.Deadline)).Text);
            Assert.Equal(new WorkItem(Kind.Odd, "x", 1), await stagingHandler.Recorder.NextAsync<WorkItem>(world.Deadline));
            Assert.Equal($"as declared {time}", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        }

        Assert.True(handler.Recorder.IsEmpty && stagingHandler.Recorder.IsEmpty);
    }

    [Fact]
    public async Task WhatIsSentStraightToAQueueFindsIt()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus staging = await ConnectAsync(world, "staging.");
        await staging.Texts().PublishAsync("hello", world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(1u, (await channel.InspectQueueAsync("staging.texts", world.Deadline)).MessageCount);
        Assert.Equal(0u, (await channel.InspectQueueAsync("texts", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task RetriesAndParkedMessagesStayInTheirEnvironment()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus staging = await ConnectAsync(world, "staging.");
        Failing failing = new();
        await using ConsumerSubscription retried = await staging.ConsumeAsync(failing, world.Deadline);
        await staging.Again().PublishAsync(new Note("never"), world.Deadline);
        for (int attempt = 1; attempt <= 4; attempt++)
        {
            Assert.Equal(attempt, await failing.Recorder.NextAsync<int>(world.Deadline));
        }

        await retried.DisposeAsync();
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(1u, (await channel.InspectQueueAsync("staging.retried.parked", world.Deadline)).MessageCount);
    }

    [Fact]
    public async Task ServicesAreCalledByTheirNames()
    {
        await using World world = await World.StartAsync(Topology);
        await using AmqpBus staging = await ConnectAsync(world, "staging.");
        await using AmqpBus other = await ConnectAsync(world, "staging.");
        await using ConsumerSubscription server = await staging.ServeAsync(new Doubler(), cancellationToken: world.Deadline);
        Assert.Equal("staging.rpc_queue", server.Queue);
        Assert.Equal(42, await other.Fibonacci().FibAsync(21, world.Deadline));

        // Somebody else serves it, under the name that it has.
        RpcUnavailableException e = await Assert.ThrowsAsync<RpcUnavailableException>(
            () => staging.Nowhere().AskAsync(new Question("?"), world.Deadline));
        Assert.Equal("nowhere", e.Service);
    }

    [Fact]
    public async Task SingleNamesMayBeOthers()
    {
        await using World world = await World.StartAsync(Topology);
        TopologyNames names = new() { Prefix = "p.", Renamed = new Dictionary<string, string> { ["work"] = "arbeit", ["nowhere"] = "somewhere" } };
        await using AmqpBus renamed = await world.ConnectAsync(Topology, options => options with { Names = names });
        await renamed.WorkExchange().PublishAsync(new Note("?"), world.Deadline);
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(1u, (await channel.InspectQueueAsync("arbeit", world.Deadline)).MessageCount);
        RpcUnavailableException e = await Assert.ThrowsAsync<RpcUnavailableException>(
            () => renamed.Nowhere().AskAsync(new Question("?"), world.Deadline));
        Assert.Equal("somewhere", e.Service);
    }

    [Fact]
    public async Task AnotherTopologyModeLooksForTheSameNames()
    {
        await using World world = await World.StartAsync(Topology);
        TopologyException e = await Assert.ThrowsAsync<TopologyException>(() => world.ConnectAsync(
            Topology, static options => options with { TopologyMode = TopologyMode.Verify, Names = new TopologyNames { Prefix = "none." } }));
        Assert.Contains(e.Differences, static difference => difference.Contains("'none.work'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task APrefixThatIsTooLongIsRefused()
    {
        await using World world = await World.StartAsync(Topology);
        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(world, new string('x', 255)));
        Assert.Contains("255 octets", e.Message, StringComparison.Ordinal);
    }

    private static Task<AmqpBus> ConnectAsync(World world, string prefix) =>
        world.ConnectAsync(Topology, options => options with { Names = new TopologyNames { Prefix = prefix } });

    private sealed class Failing : RetriedQueue.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
        {
            Recorder.Add(delivery.Attempt);
            throw new InvalidOperationException("never");
        }
    }

    private sealed class Doubler : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => Task.FromResult(2L * number);
    }
}
