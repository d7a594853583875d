using System.Text.Json;
using TypedAmqp.Benchmarks.Brokers;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Durable;

/// <summary>
/// The broker with a data folder: beside RabbitMQ, beside what the disk gives at all, and what a long queue costs in memory and at the next start.
/// </summary>
internal sealed class DurableBenchmark(Settings settings)
{
    private const int Window = 256;
    private const int Messages = 100_000;
    private const int Confirms = 3_000;
    private const int Queues = 20_000;

    private static readonly string[] Windows =
        ["--durable", "--persistent", "--confirm", $"{Window}", "--ack", "64", "--prefetch", $"{Window}"];

    private static readonly (string Name, int Size, int Queues, double? Target)[] Flows =
    [
        ("16 octets", 16, 1, 8), ("1 KiB", 1024, 1, 8), ("16 octets, 100 queues", 16, 100, null), ("1 KiB, 100 queues", 1024, 100, null),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("typedamqp-durable-").FullName;

    /// <summary>Runs and prints all.</summary>
    public async Task RunAsync()
    {
        if (await LoadGenerator.BuildAsync() is not { } generator)
        {
            Console.WriteLine("There is no C compiler (cc): the load generator is not run.");
            return;
        }

        await using (BrokerProcess ours = await StartAsync("flows"))
        {
            await using BrokerProcess? rabbitMq = await settings.RabbitMqAsync();
            BrokerProcess[] brokers = rabbitMq is null ? [ours] : [ours, rabbitMq];
            await RunFlowsAsync(generator, brokers);
            await RunConfirmsAsync(generator, brokers);
        }

        TextTable table = new("a data folder", "measured", "target");
        await RunQueuesAsync(generator, table);
        await RunDepthAsync(generator, table);
        table.Print("Our broker, alone");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunFlowsAsync(LoadGenerator generator, BrokerProcess[] brokers)
    {
        TextTable table = new(
            ["messages/s, median (best)", .. brokers.Select(static broker => broker.Name), "ratio", "target", "bare append and fsync", "share"]);
        foreach ((string name, int size, int queues, double? target) in Flows.Where(flow => settings.Includes(flow.Name)))
        {
            List<double> bare = [];
            List<double>[] rates = await Rounds.RunAsync(brokers, settings.Rounds, async broker =>
            {
                bare.Add(BareLog.Rate(_folder, size, Window, Messages));
                int messages = broker == brokers[0] ? Messages * (size > 100 ? 5 : 10) : Messages;
                JsonElement result = await generator.RunAsync(
                    broker, "flow", ["--messages", $"{messages}", "--size", $"{size}", "--queues", $"{queues}", .. Windows]);
                return result.GetProperty("rate").GetDouble();
            });
            table.Add(
            [
                name,
                .. rates.Select(static broker => $"{Figures.Text(Figures.Median(broker))} ({Figures.Text(broker.Max())})"),
                rates.Length > 1 ? Figures.Times(Figures.Median(rates[0]) / Figures.Median(rates[1])) : "",
                target is { } times ? Figures.Times(times) : "",
                Figures.Text(Figures.Median(bare)),
                $"{Figures.Text(Figures.Median(rates[0]) / Figures.Median(bare) * 100)} %",
            ]);
        }

        table.Print("Durable queues, persistent messages, confirms 256, acks 64, prefetch 256");
    }

    // One message at a time: published, confirmed, and then the next.
    private async Task RunConfirmsAsync(LoadGenerator generator, BrokerProcess[] brokers)
    {
        if (!settings.Includes("single confirm"))
        {
            return;
        }

        List<double> syncs = [];
        List<double> trips = [];
        List<double>[] confirms = await Rounds.RunAsync(brokers, settings.Rounds, async broker =>
        {
            syncs.Add(BareLog.SyncMicroseconds(_folder));
            if (broker == brokers[0])
            {
                trips.Add((await generator.RunAsync(broker, "rtt", ["--messages", $"{Confirms}"])).GetProperty("p50_us").GetDouble());
            }

            JsonElement result = await generator.RunAsync(
                broker,
                "flow",
                ["--messages", $"{Confirms}", "--durable", "--persistent", "--confirm", "1", "--batch", "1", "--ack", "1", "--prefetch", "1"]);
            return 1e6 / result.GetProperty("rate").GetDouble();
        });
        double sync = Figures.Median(syncs);
        double trip = Figures.Median(trips);
        TextTable table = new(["µs", .. brokers.Select(static broker => broker.Name), "an fsync", "our round trip", "1.5 x both"]);
        IEnumerable<string> medians = confirms.Select(static broker => Text(Figures.Median(broker)));
        table.Add(["single confirm", .. medians, Text(sync), Text(trip), Text((sync + trip) * 1.5)]);
        table.Print("One persistent message in flight");

        static string Text(double microseconds) => Figures.Text(microseconds, 1);
    }

    private async Task RunQueuesAsync(LoadGenerator generator, TextTable table)
    {
        if (!settings.Includes("queues"))
        {
            return;
        }

        await using (TypedAmqpProcess broker = await StartAsync("queues"))
        {
            await using ChildProcess declaring = generator.Start(broker, "queues", ["--count", $"{Queues}", "--durable", "--hold", "3600"]);
            JsonElement result = JsonElement.Parse(await declaring.WaitForLineAsync(static line => line.StartsWith('{')));
            table.Add($"{Queues} durable queues declared, s", Figures.Text(result.GetProperty("seconds").GetDouble(), 2), "2");
            broker.Process.Kill();
            await broker.Process.WaitForExitAsync();
        }

        await ReopenAsync("queues", table, $"{Queues} durable queues recovered", "1");
    }

    // A message that waits costs next to nothing but its octets on the disk, and the next start does not read it.
    private async Task RunDepthAsync(LoadGenerator generator, TextTable table)
    {
        if (!settings.Includes("depth"))
        {
            return;
        }

        await ReopenAsync("empty", table, "a new store opened", "0.1");
        string what = $"{Figures.Text(settings.Depth)} messages of 1 KiB";
        await using (TypedAmqpProcess broker = await StartAsync("depth"))
        {
            JsonElement result = await generator.RunAsync(
                broker, "fill", ["--messages", $"{settings.Depth}", "--size", "1024", "--durable", "--persistent", "--confirm", $"{Window}"]);
            table.Add($"{what} published, a second", Figures.Text(result.GetProperty("rate").GetDouble()), "");
            table.Add($"{what} wait: resident, MB", Megabytes(broker), "300");
            broker.Process.Kill();
            await broker.Process.WaitForExitAsync();
        }

        await ReopenAsync("depth", table, $"{what} opened", "10");
    }

    // What a start takes longer than one without a data folder.
    private async Task ReopenAsync(string name, TextTable table, string what, string target)
    {
        TimeSpan without;
        await using (TypedAmqpProcess broker = await TypedAmqpProcess.StartAsync())
        {
            without = broker.StartTime;
        }

        await using TypedAmqpProcess opened = await StartAsync(name);
        string beside = Figures.Text(without.TotalSeconds, 2);
        table.Add($"{what} (beside {beside} for any start), s", Figures.Text((opened.StartTime - without).TotalSeconds, 2), target);
        table.Add($"{what}: resident, MB", Megabytes(opened), "");
    }

    private Task<TypedAmqpProcess> StartAsync(string name) => TypedAmqpProcess.StartAsync(data: Path.Combine(_folder, name));

    private static string Megabytes(BrokerProcess broker) => Figures.Text(broker.ResidentOctets / 1e6);
}
