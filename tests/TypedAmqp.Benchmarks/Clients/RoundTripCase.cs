using System.Diagnostics;

namespace TypedAmqp.Benchmarks.Clients;

/// <summary>
/// One message on its way at a time, from the program's publisher to the same program's consumer, neither confirmed nor acknowledged.
/// </summary>
internal sealed class RoundTripCase(int size) : ClientCase($"round trip, {size} octets", size, confirmed: false, messages: 10_000)
{
    public override ClientFigure[] Figures { get; } = [new("µs, p50", 0, Target: 1), new("µs, p99", 0, Target: 1)];

    public override async Task<double[]> MeasureAsync(ILoad client, Arrivals arrivals, int messages)
    {
        double[] took = new double[messages];
        for (int i = 0; i < messages; i++)
        {
            Task arrived = arrivals.Expect(1);
            long started = Stopwatch.GetTimestamp();
            await client.PublishAsync(1);
            await arrived;
            took[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        Array.Sort(took);
        return [took[messages / 2], took[messages * 99 / 100]];
    }
}
