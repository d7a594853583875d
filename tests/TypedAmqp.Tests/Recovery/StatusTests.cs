using System.Threading.Channels;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>What is told of a bus: once what happened, and once that it is back.</summary>
public sealed class StatusTests
{
    [Fact]
    public async Task AnOutageIsToldOnceAndItsEndOnce()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        await bus.ConsumeAsync(new WorkHandler(), world.Deadline);
        await bus.ConsumeAsync(new BatchTests.RetriedBatches(static _ => { }), world.Deadline);
        Channel<AmqpBusStatus> told = Channel.CreateUnbounded<AmqpBusStatus>();
        bus.StatusChanged += status => told.Writer.TryWrite(status);
        AmqpConnection first = bus.Connection;
        world.Link.Refuse();

        // Attempts in vain are not told, but the status has them.
        AmqpBusStatus trying = await world.WhenAsync(
            bus, static status => status.Problem?.Contains("could not be restored", StringComparison.Ordinal) == true);
        Assert.Equal(AmqpBusState.Impaired, trying.State);
        world.Link.Accept();
        await world.RestoredAsync(bus, first);

        AmqpBusStatus lost = await told.Reader.ReadAsync(world.Deadline);
        Assert.Equal(AmqpBusState.Impaired, lost.State);
        Assert.StartsWith("The connection was lost", lost.Problem, StringComparison.Ordinal);
        AmqpBusStatus back = await told.Reader.ReadAsync(world.Deadline);
        Assert.True(back.IsHealthy);
        await bus.DisposeAsync();
        AmqpBusStatus closed = await told.Reader.ReadAsync(world.Deadline);
        Assert.Equal((AmqpBusState.Closed, null), (closed.State, closed.Problem));
        Assert.False(told.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task AStreamGoesOnBehindWhatWasHandled()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        HistoryHandler handler = new();
        await bus.History().PublishAsync([new Note("0"), new Note("1"), new Note("2")], world.Deadline);
        ConsumerSubscription history = await bus.ConsumeAsync(handler, new SubscriptionOptions { Offset = StreamOffset.At(1) }, world.Deadline);
        Assert.Equal("1", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        Assert.Equal("2", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        await world.Broker.IdleAsync(world.Deadline);
        AmqpConnection first = bus.Connection;
        world.Link.Drop();
        await first.Closed.WaitAsync(world.Deadline);
        await world.RestoredAsync(bus, first);
        await bus.History().PublishAsync(new Note("3"), world.Deadline);
        Assert.Equal("3", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        Assert.Equal(2, history.Epoch);
    }

    private sealed class HistoryHandler : History.IConsumer
    {
        public Recorder Recorder { get; } = new();

        public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken) => Recorder.RecordAsync(message);
    }
}
