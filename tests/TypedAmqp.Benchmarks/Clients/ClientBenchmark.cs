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
            (ClientKind Client, BrokerProcess Broker, List<ClientResult> Results)[] pairs =
            [
                .. from broker in brokers from client in Enum.GetValues<ClientKind>() select (client, broker, new List<ClientResult>()),
            ];
            for (int round = 0; round < settings.Rounds; round++)
            {
                foreach ((ClientKind client, BrokerProcess broker, List<ClientResult> results) in pairs)
                {
                    // A run takes about a second wherever it is.
                    int messages = client == ClientKind.TypedAmqp && broker == brokers[0] ? load.Messages * 10 : load.Messages;
                    results.Add(await RunAsync(ClientRun.Arguments(client, load, broker.UriFor(), messages)));
                }
            }

            TextTable table = new("client, broker", "messages/s", "octets allocated a message", "µs of processor a message");
            foreach ((ClientKind client, BrokerProcess broker, List<ClientResult> results) in pairs)
            {
                table.Add(
                    $"{(client == ClientKind.TypedAmqp ? "TypedAmqp" : "RabbitMQ.Client")}, {broker.Name}",
                    Figures.Text(Figures.Median(results.Select(result => result.Rate))),
                    Figures.Text(Figures.Median(results.Select(result => result.Allocated)), 2),
                    Figures.Text(Figures.Median(results.Select(result => result.Processor)), 2));
            }

            table.Print($"Clients, {ClientCase.Size} octets, {load.Name}");
        }
    }

    private static async Task<ClientResult> RunAsync(string[] arguments)
    {
        await using ChildProcess run = ChildProcess.Start("dotnet", [typeof(ClientBenchmark).Assembly.Location, .. arguments]);
        return await run.WaitForExitAsync() == 0
            ? JsonSerializer.Deserialize<ClientResult>(run.Output[0])!
            : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {string.Join(Environment.NewLine, run.Errors)}");
    }
}
