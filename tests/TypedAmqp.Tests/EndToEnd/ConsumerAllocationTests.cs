using System.Diagnostics;
using System.Reflection;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>
/// Octets allocated a message by a subscription in the steady state, acknowledgements included, and by publisher and broker with it: the count is the process's,
/// so that nothing else runs beside it.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class ConsumerAllocationTests
{
    private const int Messages = 40_000;

    /// <summary>No object is that small: what is left is by run, block or timer, and not by message.</summary>
    private const int Limit = 2;

    private const int Ahead = 200;

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    public async Task ConsumingAllocatesNothing(int concurrency, bool withTimeout)
    {
        if (typeof(AmqpConnection).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            // Without optimisation the compiler makes a class of each asynchronous method's state.
            return;
        }

        await using World world = await World.StartAsync(TestsTopology.Instance);
        TickHandler handler = new();
        SubscriptionOptions options = new() { Concurrency = concurrency, HandlerTimeout = withTimeout ? TimeSpan.FromMinutes(5) : null };
        await using ConsumerSubscription ticks = await world.Bus.ConsumeAsync(handler, options, world.Deadline);
        await using AmqpChannel channel = await world.Bus.Connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false });
        PublishTemplate route = new("", new Protocol.BasicProperties { Type = "tick" }, routingKey: "ticks");
        byte[] body = "7"u8.ToArray();

        double least = double.MaxValue;
        for (int round = 0; round < 8 && least >= Limit; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            int first = handler.Handled;
            for (int i = 0; i < Messages; i++)
            {
                await channel.TryPublishAsync(route, body);
                while (first + i - handler.Handled > Ahead)
                {
                    await Task.Yield();
                }
            }

            while (handler.Handled - first < Messages)
            {
                await Task.Yield();
            }

            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages);
        }

        Assert.True(least < Limit, $"{least:F2} octets a message are allocated.");
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
