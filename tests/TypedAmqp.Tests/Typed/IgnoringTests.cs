namespace TypedAmqp.Tests.Typed;

/// <summary>What a queue or a handler ignores is acknowledged, whoever settles the rest.</summary>
public sealed class IgnoringTests
{
    [Theory]
    [InlineData(AckMode.OnSuccess)]
    [InlineData(AckMode.Manual)]
    public async Task WhatIsIgnoredIsAcknowledged(AckMode mode)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        NotesOnly handler = new(mode);
        ConsumerSubscription picky = await world.Bus.ConsumeAsync(handler, new SubscriptionOptions { AckMode = mode, Prefetch = 1 }, world.Deadline);
        await world.Bus.PickyQueue().PublishAsync(new Octets(new byte[] { 1 }), world.Deadline);
        await world.Bus.PickyQueue().PublishAsync(new WorkItem(Kind.Odd, "ignored", 1), world.Deadline);
        await world.Bus.PickyQueue().PublishAsync(new Note("wanted"), world.Deadline);

        // With a prefetch of one it comes only if those before it are settled.
        Assert.Equal("wanted", (await handler.Recorder.NextAsync<Note>(world.Deadline)).Text);
        await picky.DisposeAsync();
        Assert.Equal((3L, 0L, 0L), (picky.Handled, picky.Failed, picky.Undecodable));
        await using AmqpChannel channel = await world.OpenChannelAsync();
        Assert.Equal(0u, (await channel.InspectQueueAsync("picky", world.Deadline)).MessageCount);
    }
}

/// <summary>Wants one of three contracts: the queue ignores one of the others, it itself the third.</summary>
[Ignore<WorkItem>]
internal sealed partial class NotesOnly(AckMode mode) : PickyQueue.IConsumer
{
    public Recorder Recorder { get; } = new();

    public ValueTask HandleAsync(Note message, Delivery delivery, CancellationToken cancellationToken)
    {
        Recorder.Add(message);
        return mode == AckMode.Manual ? delivery.AckAsync() : default;
    }
}
