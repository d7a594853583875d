using System.Diagnostics;
using System.Reflection;
using TypedAmqp.Tests.Typed;

namespace TypedAmqp.Tests.EndToEnd;

/// <summary>
/// Octets allocated a call in the steady state, by client, server and broker together: the count is the process's, so that nothing else runs beside
/// it.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class RpcAllocationTests
{
    private const int Calls = 10_000;
    private const int AtOnce = 20;
    private const int Limit = 560;

    [Fact]
    public async Task ACallAllocatesLittle()
    {
        if (typeof(AmqpConnection).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            // Without optimisation the compiler makes a class of each asynchronous method's state.
            return;
        }

        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(new Numbers(), cancellationToken: world.Deadline);
        IFibonacci client = world.Bus.Fibonacci();
        await CallAsync(client, world.Deadline);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await CallAsync(client, world.Deadline);
        long octets = (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls;

        Assert.True(octets <= Limit, $"A call allocates {octets} octets, and {Limit} are allowed.");
    }

    private static async Task CallAsync(IFibonacci client, CancellationToken cancellationToken)
    {
        Task<long>[] calls = new Task<long>[AtOnce];
        for (int call = 0; call < Calls; call += AtOnce)
        {
            for (int index = 0; index < AtOnce; index++)
            {
                calls[index] = client.FibAsync(index, cancellationToken);
            }

            await Task.WhenAll(calls);
        }
    }

    private sealed class Numbers : IFibonacci
    {
        private static readonly Task<long> One = Task.FromResult(1L);

        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => One;
    }
}
