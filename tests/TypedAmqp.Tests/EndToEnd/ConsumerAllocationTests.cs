using System.Diagnostics;
using System.Reflection;
using System.Text;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>
/// Octets allocated a message by a subscription in the steady state, acknowledgements included, and by publisher and broker with it: the count is the
/// process's, so that nothing else runs beside it.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class ConsumerAllocationTests
{
    private const int Messages = 40_000;

    /// <summary>
    /// How many are tried at most until one allocates nothing: code that is not optimised yet does, on a loaded machine for seconds.
    /// </summary>
    private const int Rounds = 40;

    /// <summary>No object is that small: what is left is by run, block or timer, and not by message.</summary>
    private const int Limit = 2;

    [Theory]
    [InlineData(1, false, 1)]
    [InlineData(4, false, 1)]
    [InlineData(1, true, 1)]
    [InlineData(1, false, 1024)]
    public async Task ConsumingAllocatesNothing(int concurrency, bool withTimeout, int octets)
    {
        TickHandler handler = new();
        SubscriptionOptions options = new() { Concurrency = concurrency, HandlerTimeout = withTimeout ? TimeSpan.FromMinutes(5) : null };
        await AssertAllocatesNothingAsync(handler, options, () => handler.Handled, ahead: 200, octets);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 1024)]
    public async Task ConsumingInBatchesAllocatesNothing(int concurrency, int octets)
    {
        TickBatches handler = new();
        SubscriptionOptions options = new() { BatchSize = 1000, BatchDelay = TimeSpan.FromMinutes(5), Concurrency = concurrency, Prefetch = 4000 };
        await AssertAllocatesNothingAsync(handler, options, () => handler.Handled, ahead: 2000, octets);
    }

    private static async Task AssertAllocatesNothingAsync<TQueue>(
        IConsumer<TQueue> handler, SubscriptionOptions options, Func<int> handled, int ahead, int octets)
        where TQueue : IQueue
    {
        if (typeof(AmqpConnection).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            // Without optimisation the compiler makes a class of each asynchronous method's state.
            return;
        }

        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using ConsumerSubscription subscription = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await using AmqpChannel channel = await world.Bus.Connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
        PublishTemplate route = new("", new Protocol.BasicProperties { Type = "tick" }, routingKey: subscription.Queue);
        byte[] body = Encoding.UTF8.GetBytes("7".PadLeft(octets));

        double least = double.MaxValue;
        for (int round = 0; round < Rounds && least >= Limit; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);

            // Not in the test's synchronisation context, which allocates for whatever comes back into it.
            await Task.Run(PublishAsync);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages);
        }

        Assert.True(least < Limit, $"{least:F2} octets a message are allocated.");

        async Task PublishAsync()
        {
            int first = handled();
            for (int i = 0; i < Messages; i++)
            {
                await channel.TryPublishAsync(route, body);
                while (first + i - handled() > ahead)
                {
                    await Task.Yield();
                }
            }

            while (handled() - first < Messages)
            {
                await Task.Yield();
            }
        }
    }

    private sealed class TickBatches : IBatchConsumer<PlainTicks>
    {
        private int _handled;

        public int Handled => Volatile.Read(ref _handled);

        public ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _handled, batch.Count);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class TickHandler : Ticks.IConsumer
    {
        private int _handled;

        public int Handled => Volatile.Read(ref _handled);

        public ValueTask HandleAsync(Tick message, Delivery delivery, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _handled);
            return ValueTask.CompletedTask;
        }
    }
}
