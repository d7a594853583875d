namespace TypedAmqp.Tests.Typed;

/// <summary>Very many calls, in flight at once and one after the other, that end in all the ways that there are.</summary>
public sealed class RpcLoadTests
{
    private const int InFlight = 4000;

    [Fact]
    public async Task ThousandsOfCallsAreInFlightOnOneChannel()
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RpcServerOptions options = new() { Prefetch = InFlight, Concurrency = InFlight };
        int came = 0;
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(
            new Numbers(async (number, cancellationToken) =>
            {
                if (Interlocked.Increment(ref came) == InFlight)
                {
                    all.SetResult();
                }

                await gate.Task.WaitAsync(cancellationToken);
                return number;
            }),
            options,
            world.Deadline);
        IFibonacci client = world.Bus.Fibonacci();
        Task<long>[] calls = [.. Enumerable.Range(0, InFlight).Select(number => client.FibAsync(number, world.Deadline))];

        await all.Task.WaitAsync(world.Deadline);
        Assert.Equal(InFlight, world.Bus.Rpc.Waiting);
        gate.SetResult();

        Assert.Equal(Enumerable.Range(0, InFlight).Select(static number => (long)number), await Task.WhenAll(calls));
        Assert.Equal(0, world.Bus.Rpc.Waiting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task NothingIsLeftOfCallsHoweverTheyEnd(int seed)
    {
        await using World world = await World.StartAsync(TestsTopology.Instance);
        await using ConsumerSubscription server = await world.Bus.ServeAsync(
            new Numbers(static async (number, cancellationToken) => (number % 4) switch
            {
                0 => number,
                1 => throw new RpcFaultException("odd", "one"),
                2 => await Yield(number),
                _ => await Never(cancellationToken),
            }),
            new RpcServerOptions { Concurrency = 64, Prefetch = 256 },
            world.Deadline);
        IFibonacci client = world.Bus.Fibonacci();
        Random random = new(seed);
        for (int round = 0; round < 20; round++)
        {
            using CancellationTokenSource cancellation = CancellationTokenSource.CreateLinkedTokenSource(world.Deadline);
            (int Number, Task<long> Call)[] calls = [.. Enumerable.Range(0, 100)
                .Select(_ => random.Next(1000))
                .Select(number => (number, client.FibAsync(number, number % 4 == 3 ? cancellation.Token : world.Deadline)))];
            foreach ((int number, Task<long> call) in calls.Where(static call => call.Number % 4 != 3))
            {
                if (number % 4 == 1)
                {
                    Assert.Equal("odd", (await Assert.ThrowsAsync<RpcFaultException>(() => call)).Code);
                }
                else
                {
                    Assert.Equal(number, await call);
                }
            }

            await cancellation.CancelAsync();
            foreach ((int _, Task<long> call) in calls.Where(static call => call.Number % 4 == 3))
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            }

            Assert.Equal(0, world.Bus.Rpc.Waiting);
        }

        // Also the server has let go of those that were cancelled.
        await world.IdleAsync();
        Assert.Equal(0, server.Failed);
    }

    private static async Task<long> Yield(long number)
    {
        await Task.Yield();
        return number;
    }

    private static async Task<long> Never(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }

    private sealed class Numbers(Func<int, CancellationToken, Task<long>> answer) : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default) => answer(number, cancellationToken);
    }
}
