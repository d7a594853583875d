using System.Diagnostics;
using TypedAmqp.Benchmarks.Reporting;
using TypedAmqp.Peers;

namespace TypedAmqp.Benchmarks.Endurance;

/// <summary>Ten thousand channels over a hundred connections: opened, each used for a confirmed publish and a fetch, and closed.</summary>
internal static class ChannelsBenchmark
{
    private const int Connections = 100;
    private const int ChannelsOfEach = 100;
    private const int Channels = Connections * ChannelsOfEach;
    private const string Queue = "channels";
    private static readonly PublishTemplate Route = new("", routingKey: Queue);

    public static async Task RunAsync(BrokerProcess broker)
    {
        TextTable table = new($"{Figures.Text(Channels)} channels over {Connections} connections", "ms", "octets a channel, this side");
        AmqpConnection[] connections = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => AmqpConnection.ConnectAsync(broker.UriFor())));
        await using (AmqpChannel first = await connections[0].OpenChannelAsync())
        {
            await first.DeclareQueueAsync(Queue, durable: false);
        }

        AmqpChannel[] channels = [];
        await MeasureAsync("opened", async () => channels = await Task.WhenAll(
            connections.SelectMany(static connection => Enumerable.Range(0, ChannelsOfEach).Select(_ => connection.OpenChannelAsync()))));
        await MeasureAsync("a message published and confirmed on each", () => Task.WhenAll(channels.Select(async static channel =>
        {
            PublishResult result = await channel.TryPublishAsync(Route, "x"u8.ToArray());
            Require(result.IsSuccess);
        })));
        await MeasureAsync("a message fetched on each", () => Task.WhenAll(channels.Select(static async channel =>
        {
            GetResult? got = await channel.GetAsync(Queue, noAck: true);
            Require(got is not null);
        })));
        await MeasureAsync("closed", () => Task.WhenAll(channels.Select(static channel => channel.CloseAsync())));
        channels = [];
        await using (AmqpChannel last = await connections[0].OpenChannelAsync())
        {
            await last.DeleteQueueAsync(Queue);
        }

        await Task.WhenAll(connections.Select(static connection => connection.CloseAsync()));
        table.Print("Channels");

        async Task MeasureAsync(string what, Func<Task> run)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            long begun = Stopwatch.GetTimestamp();
            await run();
            TimeSpan time = Stopwatch.GetElapsedTime(begun);
            long more = GC.GetTotalMemory(forceFullCollection: true) - before;
            table.Add(what, Figures.Text(time.TotalMilliseconds), Figures.Text((double)more / Channels));
        }
    }

    private static void Require(bool isTrue)
    {
        if (!isTrue)
        {
            throw new InvalidOperationException("A message was lost.");
        }
    }
}
