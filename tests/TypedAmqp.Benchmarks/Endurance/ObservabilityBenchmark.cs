using System.Diagnostics;
using System.Diagnostics.Metrics;
using Shop;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Endurance;

/// <summary>What traces and metrics cost a publish, by turns: nothing while nobody listens.</summary>
internal static class ObservabilityBenchmark
{
    private const int Messages = 50_000;
    private const int AtOnce = 256;
    private const int Rounds = 3;

    /// <returns>Whether a publish allocates nothing while nobody listens.</returns>
    public static async Task<bool> RunAsync(BrokerProcess broker)
    {
        await using AmqpBus bus = await AmqpBus.ConnectAsync(broker.UriFor(), ShopTopology.Instance);
        await using AmqpChannel purging = await bus.Connection.OpenChannelAsync();
        await PublishAsync(bus);
        List<(double Time, double Octets)> off = [];
        List<(double Time, double Octets)> on = [];
        for (int round = 0; round < Rounds; round++)
        {
            off.Add(await MeasureAsync(bus));
            using (Listen())
            using (Measure())
            {
                on.Add(await MeasureAsync(bus));
            }

            await purging.PurgeQueueAsync("hello");
        }

        TextTable table = new("confirmed publishes, pipelined", "ns a message", "octets allocated a message");
        Add("observability: off", off);
        Add("observability: listener attached", on);
        table.Print("Observability");
        return off.Min(static run => run.Octets) < 1;

        void Add(string name, List<(double Time, double Octets)> runs) => table.Add(
            name, Figures.Text(Figures.Median(runs.Select(static run => run.Time))), Figures.Text(
                Figures.Median(runs.Select(static run => run.Octets)), 1));
    }

    private static async Task<(double Time, double Octets)> MeasureAsync(AmqpBus bus)
    {
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long begun = Stopwatch.GetTimestamp();
        await PublishAsync(bus);
        TimeSpan time = Stopwatch.GetElapsedTime(begun);
        return (time.TotalNanoseconds / Messages, (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / Messages);
    }

    private static async Task PublishAsync(AmqpBus bus)
    {
        Greeting greeting = new("hello");
        ValueTask[] open = new ValueTask[AtOnce];
        for (int sent = 0; sent < Messages; sent++)
        {
            await open[sent % AtOnce];
            open[sent % AtOnce] = bus.Hello().PublishAsync(greeting);
        }

        for (int last = 0; last < AtOnce; last++)
        {
            await open[(Messages + last) % AtOnce];
        }
    }

    private static ActivityListener Listen()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = static source => source.Name == TypedAmqpTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure()
    {
        MeterListener listener = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TypedAmqpTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }
}
