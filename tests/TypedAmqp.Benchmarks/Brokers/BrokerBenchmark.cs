using System.Globalization;
using System.Text.Json;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Brokers;

/// <summary>The load generator against each broker in turn, so that what else the machine does hits all of them.</summary>
internal sealed class BrokerBenchmark(BrokerProcess[] brokers, Settings settings)
{
    private const int RoundTrips = 20_000;

    private static readonly LoadCase[] Cases =
    [
        new("16 octets", "", Target: 12, HasCeiling: true),
        new("10 queues, 4 producers, 4 consumers", "--queues 10 --producers 4 --consumers 4", Target: 8, Messages: 50_000),
        new("confirms 256, acks 64, prefetch 256", "--confirm 256 --ack 64 --prefetch 256", Target: 8, Messages: 100_000),
        new("topic exchange, 100 bindings", "--exchange load.topic --key order.eu.placed --topic 100", Target: 6, Messages: 100_000),
        new("one message a write", "--batch 1", Target: 4, Messages: 100_000, HasCeiling: true),
        new("1 KiB", "--size 1024", Target: null, Messages: 100_000, HasCeiling: true),
    ];

    /// <summary>Runs and prints all.</summary>
    public async Task RunAsync()
    {
        LoadGenerator? generator = await LoadGenerator.BuildAsync();
        if (generator is null)
        {
            Console.WriteLine("There is no C compiler (cc): the load generator is not run.");
            return;
        }

        await RunFlowsAsync(generator);
        await RunRoundTripsAsync(generator);
    }

    private async Task RunFlowsAsync(LoadGenerator generator)
    {
        TextTable table = new(["messages/s, median (best)", .. brokers.Select(broker => broker.Name), "ratio", "target", "a bare relay in C"]);
        foreach (LoadCase load in Cases.Where(load => settings.Includes(load.Name)))
        {
            List<double>[] rates = await Rounds.RunAsync(brokers, settings.Rounds, async broker =>
            {
                int messages = broker == brokers[0] ? load.Messages * 10 : load.Messages;
                JsonElement result = await generator.RunAsync(broker, "flow", ["--messages", Text(messages), .. Split(load.Arguments)]);
                return result.GetProperty("rate").GetDouble();
            });
            string ratio = rates.Length > 1 ? Figures.Times(Figures.Median(rates[0]) / Figures.Median(rates[1])) : "";
            string target = load.Target is { } times ? Figures.Times(times) : "";
            string ceiling = load.HasCeiling ? Text(await RelayAsync(generator, load)) : "";
            table.Add([load.Name, .. rates.Select(Text), ratio, target, ceiling]);
        }

        table.Print("The load generator, messages published and consumed at once");
    }

    private async Task<List<double>> RelayAsync(LoadGenerator generator, LoadCase load)
    {
        List<double> rates = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            JsonElement result = await generator.RelayAsync(["--messages", Text(load.Messages * 10), .. Split(load.Arguments)]);
            rates.Add(result.GetProperty("rate").GetDouble());
        }

        return rates;
    }

    private async Task RunRoundTripsAsync(LoadGenerator generator)
    {
        if (!settings.Includes("round trip"))
        {
            return;
        }

        List<JsonElement>[] results = await Rounds.RunAsync(
            brokers, settings.Rounds, broker => generator.RunAsync(broker, "rtt", ["--messages", Text(RoundTrips)]));
        TextTable table = new(["round trip, µs", .. brokers.Select(broker => broker.Name)]);
        foreach ((string name, string property) in new[] { ("p50", "p50_us"), ("p99", "p99_us"), ("p99.9", "p999_us") })
        {
            table.Add([name, .. results.Select(runs => Figures.Text(Figures.Median(runs.Select(run => run.GetProperty(property).GetDouble())), 1))]);
        }

        table.Print("One message in flight");
    }

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(IReadOnlyCollection<double> rates) => $"{Figures.Text(Figures.Median(rates))} ({Figures.Text(rates.Max())})";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
