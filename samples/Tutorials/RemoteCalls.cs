using TypedAmqp;

namespace Tutorials;

/// <summary>A method is called over the broker.</summary>
internal sealed class RemoteCalls : ITutorial
{
    public static async Task RunAsync(AmqpBus bus, CancellationToken cancellationToken)
    {
        await using ConsumerSubscription server = await bus.ServeAsync(new Fibonacci(), cancellationToken: cancellationToken);
        Console.WriteLine(" [x] Requesting fib(30)");
        Console.WriteLine($" [.] Got {await bus.Fibonacci().FibAsync(30, cancellationToken)}");
        try
        {
            await bus.Fibonacci().FibAsync(-1, cancellationToken);
        }
        catch (RpcFaultException fault)
        {
            Console.WriteLine($" [.] fib(-1) is a fault, {fault.Code}: {fault.Message}");
        }
    }

    private sealed class Fibonacci : IFibonacci
    {
        public Task<long> FibAsync(int number, CancellationToken cancellationToken = default)
        {
            if (number is < 0 or > 92)
            {
                throw new RpcFaultException("out-of-range", "Only 0 to 92 fit.");
            }

            Console.WriteLine($" [server] fib({number})");
            (long result, long next) = (0, 1);
            for (int step = 0; step < number; step++)
            {
                (result, next) = (next, unchecked(result + next));
            }

            return Task.FromResult(result);
        }
    }
}
