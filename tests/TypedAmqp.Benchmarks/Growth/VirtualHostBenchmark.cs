using System.Diagnostics;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Testing;

namespace TypedAmqp.Benchmarks.Growth;

/// <summary>How long a test waits for a virtual host of its own, where there are few of them and where there are many.</summary>
internal static class VirtualHostBenchmark
{
    private const int Samples = 200;

    public static async Task RunAsync()
    {
        await using TestBroker broker = await TestBroker.StartAsync(new TestBrokerOptions { Listen = false });
        TextTable table = new("virtual host, µs", "made", "connected to", "target, both");
        foreach (int count in (int[])[1, 100, 1000])
        {
            while (broker.Broker.VirtualHosts.Count < count)
            {
                broker.CreateVirtualHost();
            }

            List<double> made = [];
            List<double> connected = [];
            for (int i = 0; i < Samples; i++)
            {
                long started = Stopwatch.GetTimestamp();
                using TestVirtualHost host = broker.CreateVirtualHost();
                long there = Stopwatch.GetTimestamp();
                await using AmqpConnection connection = await host.ConnectAsync();
                connected.Add(Stopwatch.GetElapsedTime(there).TotalMicroseconds);
                made.Add(Stopwatch.GetElapsedTime(started, there).TotalMicroseconds);
            }

            table.Add($"beside {Figures.Text(count)}", Figures.Text(Figures.Median(made), 1), Figures.Text(Figures.Median(connected), 1), "1,000");
        }

        table.Print("Virtual hosts");
    }
}
