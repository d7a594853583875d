using System.Text;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.Recovery;

/// <summary>The connection is lost while one batch is handled and the next is gathered.</summary>
public sealed class BatchLossTests
{
    [Fact]
    public async Task WhatWasHandledOrGatheredComesAgainAndIsSettledOnce()
    {
        await using RecoveryWorld world = await RecoveryWorld.StartAsync();
        AmqpBus bus = await world.ConnectAsync(TestsTopology.Instance);
        using BlockedBatches handler = new();
        SubscriptionOptions options = new() { BatchSize = 2, BatchDelay = Timeout.InfiniteTimeSpan };
        ConsumerSubscription subscription = await bus.ConsumeAsync(handler, options, world.Deadline);
        await bus.Texts().PublishAsync(["1", "2", "3"], world.Deadline);
        Assert.Equal("1 2", await handler.Recorder.NextAsync<string>(world.Deadline));
        AmqpConnection first = bus.Connection;

        world.Link.Drop();
        await first.Closed.WaitAsync(world.Deadline);

        // The first handler is still at work, whose acknowledgement means nothing any more.
        Assert.Equal("1 2", await handler.Recorder.NextAsync<string>(world.Deadline));
        handler.GoOn(batches: 2);
        await bus.Texts().PublishAsync("4", world.Deadline);
        Assert.Equal("3 4", await handler.Recorder.NextAsync<string>(world.Deadline));
        handler.GoOn(batches: 1);
        await subscription.StopAsync(world.Deadline);

        Assert.Equal((2, 6L, 0L), (subscription.Epoch, subscription.Handled, subscription.Failed));
        await using AmqpChannel channel = await bus.Connection.OpenChannelAsync(cancellationToken: world.Deadline);
        Assert.Equal(0u, (await channel.InspectQueueAsync("texts", world.Deadline)).MessageCount);
    }

    private sealed class BlockedBatches : IBatchConsumer<Texts>, IDisposable
    {
        private readonly SemaphoreSlim _goOn = new(0);

        public Recorder Recorder { get; } = new();

        public void GoOn(int batches) => _goOn.Release(batches);

        public void Dispose() => _goOn.Dispose();

        public async ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken)
        {
            Recorder.Add(string.Join(' ', batch.Select(static message => Encoding.UTF8.GetString(message.Body))));
            await _goOn.WaitAsync(CancellationToken.None);
        }
    }
}
