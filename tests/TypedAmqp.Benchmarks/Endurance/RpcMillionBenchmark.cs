using System.Diagnostics;
using Shop;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Endurance;

/// <summary>A million calls, client and server in this process: how fast, what each allocates, and whether anything of them stays.</summary>
internal static class RpcMillionBenchmark
{
    private const int AtOnce = 1000;
    private const int WarmUp = 20 * AtOnce;

    /// <summary>What the heap may have more afterwards: buffers that are kept for the next calls.</summary>
    private const long Kept = 2 * 1024 * 1024;

    /// <returns>Whether nothing of the calls stays.</returns>
    public static async Task<bool> RunAsync(BrokerProcess broker, int calls)
    {
        await using AmqpBus bus = await AmqpBus.ConnectAsync(broker.UriFor(), ShopTopology.Instance);
        await using AmqpBus serving = await AmqpBus.ConnectAsync(broker.UriFor(), ShopTopology.Instance);
        await using ConsumerSubscription server = await serving.ServeAsync(new Pricing(), new RpcServerOptions { Prefetch = AtOnce });
        await CallAsync(bus.Pricing(), WarmUp);

        (long heapBefore, int waitingBefore) = (GC.GetTotalMemory(forceFullCollection: true), bus.Rpc.Waiting);
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        long begun = Stopwatch.GetTimestamp();
        await CallAsync(bus.Pricing(), calls);
        TimeSpan time = Stopwatch.GetElapsedTime(begun);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        (long heapAfter, int waitingAfter) = (GC.GetTotalMemory(forceFullCollection: true), bus.Rpc.Waiting);

        TextTable table = new($"{Figures.Text(calls)} calls, {Figures.Text(AtOnce)} at once", "before", "after");
        table.Add("calls a second", "", Figures.Text(calls / time.TotalSeconds));
        table.Add("octets allocated a call, client and server", "", Figures.Text((double)allocated / calls));
        table.Add("calls in the table of those that wait", Figures.Text(waitingBefore), Figures.Text(waitingAfter));
        table.Add("replies that nobody waited for", "", Figures.Text(bus.UnknownReplies));
        table.Add("octets on the heap", Figures.Text(heapBefore), Figures.Text(heapAfter));
        table.Print("RPC");
        return waitingAfter == 0 && bus.UnknownReplies == 0 && heapAfter - heapBefore <= Kept;
    }

    private static async Task CallAsync(IPricing client, int calls)
    {
        // As many callers, each with one call after the other.
        int left = calls;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async caller =>
        {
            QuoteRequest request = new($"sku-{caller}");
            while (Interlocked.Decrement(ref left) >= 0)
            {
                Quote quote = await client.QuoteAsync(request);
                if (quote.Sku != request.Sku)
                {
                    throw new InvalidOperationException($"The reply to {request.Sku} is that to {quote.Sku}.");
                }
            }
        }));
    }

    private sealed class Pricing : IPricing
    {
        public Task<Quote> QuoteAsync(QuoteRequest request, CancellationToken cancellationToken = default) =>
            Task.FromResult(new Quote(request.Sku, 1));
    }
}
