using System.Diagnostics;

namespace TypedAmqp.Benchmarks.Clients;

/// <summary>As many messages as the broker takes.</summary>
internal sealed class ThroughputCase(int size, bool confirmed)
    : ClientCase($"{(confirmed ? "confirms and acks" : "no confirms, no acks")}, {size} octets", size, confirmed, confirmed ? 100_000 : 200_000)
{
    public override ClientFigure[] Figures { get; } =
    [
        new("messages/s", 0),
        new("octets allocated a message", 2),
        new("µs of processor a message", 2, Target: 1 / 15.0),
    ];

    /// <summary>From the first publish to the last arrival; allocations and processor time are those of both ends.</summary>
    public override async Task<double[]> MeasureAsync(ILoad client, Arrivals arrivals, int messages)
    {
        using Process process = Process.GetCurrentProcess();
        Task arrived = arrivals.Expect(messages);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan processor = process.TotalProcessorTime;
        long started = Stopwatch.GetTimestamp();
        await client.PublishAsync(messages);
        await arrived;
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        process.Refresh();
        return
        [
            messages / seconds,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / messages,
            (process.TotalProcessorTime - processor).TotalMicroseconds / messages,
        ];
    }
}
