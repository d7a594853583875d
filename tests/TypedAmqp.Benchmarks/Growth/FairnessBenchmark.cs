using System.Text.Json;
using TypedAmqp.Benchmarks.Brokers;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Growth;

/// <summary>
/// How long a round trip takes while another connection publishes as fast as it can. The load generator needs a processor of its own for the figure
/// to be the broker's.
/// </summary>
internal static class FairnessBenchmark
{
    private const int RoundTrips = 5000;
    private const int Greed = 2_000_000_000;

    public static async Task RunAsync()
    {
        if (await LoadGenerator.BuildAsync() is not { } generator)
        {
            Console.WriteLine("There is no C compiler (cc): fairness is not measured.");
            return;
        }

        await using TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync();
        JsonElement alone = await generator.RunAsync(broker, "rtt", ["--messages", $"{RoundTrips}"]);
        await using ChildProcess greedy = generator.Start(broker, "flow", ["--messages", $"{Greed}", "--prefix", "greedy"]);
        JsonElement beside = await generator.RunAsync(broker, "rtt", ["--messages", $"{RoundTrips}"]);
        TextTable table = new("round trip, µs", "alone", "beside a greedy publisher", "target");
        foreach ((string name, string property, string target) in new[] { ("p50", "p50_us", ""), ("p99", "p99_us", "300"), ("p99.9", "p999_us", "") })
        {
            table.Add(name, Text(alone, property), Text(beside, property), target);
        }

        table.Print("Fairness");
    }

    private static string Text(JsonElement result, string property) => Figures.Text(result.GetProperty(property).GetDouble(), 1);
}
