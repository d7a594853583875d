using System.Text.Json;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Clients;

/// <summary>Each client against each broker, in turn, every case in a process of its own.</summary>
internal sealed class ClientBenchmark(BrokerProcess[] brokers, Settings settings)
{
    /// <summary>Runs and prints all.</summary>
    public async Task RunAsync()
    {
        foreach (ClientCase load in ClientCase.All.Where(load => settings.Includes(load.Name)))
        {
            Dictionary<(BrokerProcess Broker, ClientKind Client), List<double[]>> results = [];
            foreach (BrokerProcess broker in brokers)
            {
                foreach (ClientKind client in Enum.GetValues<ClientKind>())
                {
                    results.Add((broker, client), []);
                }
            }

            for (int round = 0; round < settings.Rounds; round++)
            {
                foreach (((BrokerProcess broker, ClientKind client), List<double[]> figures) in results)
                {
                    // A run takes about a second wherever it is.
                    bool isFast = load is ThroughputCase && client == ClientKind.TypedAmqp && broker == brokers[0];
                    figures.Add(await RunAsync(ClientRun.Arguments(client, load, broker.UriFor(), isFast ? load.Messages * 10 : load.Messages)));
                }
            }

            TextTable table = new(["client, broker", .. load.Figures.Select(figure => figure.Title)]);
            foreach (BrokerProcess broker in brokers)
            {
                double[] ours = Medians(results[(broker, ClientKind.TypedAmqp)]);
                double[] theirs = Medians(results[(broker, ClientKind.RabbitMq)]);
                table.Add([$"TypedAmqp, {broker.Name}", .. load.Figures.Zip(ours, Text)]);
                table.Add([$"RabbitMQ.Client, {broker.Name}", .. load.Figures.Zip(theirs, Text)]);
                table.Add(["  ours of theirs, at most", .. load.Figures.Select((figure, at) => Share(figure, ours[at] / theirs[at]))]);
            }

            table.Print($"Clients, {load.Name}");
        }
    }

    private static double[] Medians(List<double[]> rounds) =>
        [.. Enumerable.Range(0, rounds[0].Length).Select(at => Figures.Median(rounds.Select(figures => figures[at])))];

    private static string Text(ClientFigure figure, double value) => Figures.Text(value, figure.Decimals);

    /// <summary>Which part of their figure ours is, and whether that is what is promised.</summary>
    private static string Share(ClientFigure figure, double share) => figure.Target is double target
        ? $"{Figures.Text(share, 3)}, {Figures.Text(target, 3)}: {(share <= target ? "held" : "missed")}"
        : Figures.Text(share, 3);

    private static async Task<double[]> RunAsync(string[] arguments)
    {
        await using ChildProcess run = ChildProcess.Start("dotnet", [typeof(ClientBenchmark).Assembly.Location, .. arguments]);
        return await run.WaitForExitAsync() == 0
            ? JsonSerializer.Deserialize<double[]>(run.Output[0])!
            : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {string.Join(Environment.NewLine, run.Errors)}");
    }
}
