using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;
using TypedAmqp.Server;

namespace TypedAmqp.Benchmarks.Brokers;

/// <summary>Our broker as a process: how soon it is ready, and how much memory it takes.</summary>
internal static partial class ProcessBenchmark
{
    private const int Starts = 5;
    private const int Offered = 2_000_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Runs and prints all.</summary>
    public static async Task RunAsync(Settings settings)
    {
        TextTable table = new("our broker, alone", "measured", "target");
        if (settings.Includes("start"))
        {
            await StartAsync(table);
        }

        if (settings.Includes("memory"))
        {
            await MemoryAsync(table);
        }

        table.Print("The broker's process");
    }

    private static async Task StartAsync(TextTable table)
    {
        List<double> processes = [];
        List<double> managed = [];
        List<double> warm = [];
        for (int i = 0; i < Starts; i++)
        {
            await using TypedAmqpProcess process = await TypedAmqpProcess.StartAsync();
            processes.Add(process.StartTime.TotalMilliseconds);
            managed.Add(double.Parse(ManagedStart().Match(process.Process.Output[0]).Groups[1].ValueSpan));

            long started = Stopwatch.GetTimestamp();
            await using BrokerServer server = await BrokerServer.StartAsync(
                new BrokerServerOptions { Listen = [new IPEndPoint(IPAddress.Loopback, 0)] });
            warm.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        table.Add("start: from the creation of the process to ready, ms", Figures.Text(Figures.Median(processes)), "");
        table.Add("start: from its first managed instruction to ready, ms", Figures.Text(Figures.Median(managed)), "150");
        table.Add("start: the first in a process that runs already, ms", Figures.Text(warm[0], 1), "30");
        table.Add("start: the next ones, ms", Figures.Text(Figures.Median(warm.Skip(1)), 1), "30");
    }

    private static async Task MemoryAsync(TextTable table)
    {
        await using TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync();

        // Not a wait for something: measured is what a process holds that was left alone for so long.
        await Task.Delay(Settling);
        table.Add("memory: resident when idle, MB", Megabytes(broker), "60");

        if (await LoadGenerator.BuildAsync() is not { } generator)
        {
            return;
        }

        await using ChildProcess stall = generator.Start(broker, "stall", ["--messages", $"{Offered}", "--hold", "30"]);
        string result = await stall.WaitForLineAsync(line => line.StartsWith('{'));
        string taken = result.Contains("\"taken\":true", StringComparison.Ordinal) ? "all taken" : "not all taken";
        table.Add(
            $"memory: resident with {Figures.Text(Offered)} messages offered to a consumer that does not read ({taken}), MB",
            Megabytes(broker),
            "400");
    }

    private static string Megabytes(BrokerProcess broker) => Figures.Text(broker.ResidentOctets / 1e6);

    [GeneratedRegex(@"started in (\d+) ms")]
    private static partial Regex ManagedStart();
}
