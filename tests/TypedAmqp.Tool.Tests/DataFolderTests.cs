using System.Text;
using TypedAmqp.Peers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Tool.Tests;

/// <summary><c>typedamqp broker --data</c>, whose process is killed while it is at work.</summary>
public sealed class DataFolderTests : IDisposable
{
    private const int Kills = 2;
    private const int BetweenKills = 40;

    private readonly string _folder = Directory.CreateTempSubdirectory("typedamqp-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_confirmed_survives_kills_and_what_was_settled_stays_away()
    {
        SortedSet<int> expected = [];
        int next = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await using TypedAmqpProcess broker = await StartAsync();
            await using AmqpConnection connection = await AmqpConnection.ConnectAsync(broker.UriFor());
            await using AmqpChannel channel = await connection.OpenChannelAsync();
            await channel.DeclareQueueAsync("q", durable: true);
            for (int i = 0; i < BetweenKills; i++, next++)
            {
                await channel.PublishAsync(
                    "", "q", Encoding.UTF8.GetBytes($"{next}"), new BasicProperties { DeliveryMode = DeliveryMode.Persistent });
                expected.Add(next);
            }

            for (int i = 0; i < BetweenKills / 2; i++)
            {
                GetResult got = (await channel.GetAsync("q"))!;
                expected.Remove(int.Parse(Encoding.UTF8.GetString(got.Message.Body.FirstSpan), System.Globalization.CultureInfo.InvariantCulture));
                await channel.AckAsync(got.Message.Delivery.Tag);
            }

            // An answer, behind all acknowledgements.
            await channel.InspectQueueAsync("q");
            broker.Process.Kill();
            await broker.Process.WaitForExitAsync();
        }

        await using TypedAmqpProcess last = await StartAsync();
        Assert.Contains(last.Process.Output, line => line.Contains($"data in {_folder};", StringComparison.Ordinal));
        await using AmqpConnection reader = await AmqpConnection.ConnectAsync(last.UriFor());
        await using AmqpChannel reading = await reader.OpenChannelAsync();
        List<string> found = [];
        while (await reading.GetAsync("q", noAck: true) is { } got)
        {
            found.Add(Encoding.UTF8.GetString(got.Message.Body.FirstSpan));
        }

        Assert.Equal(expected.Select(static number => $"{number}"), found);

        // The log of a start says how the life before it ended.
        await StopAsync(last.Process);
        Assert.Contains(
            last.Process.Errors,
            line => line.Contains($"recovered {_folder} in ", StringComparison.Ordinal) && line.EndsWith(
                "ms: the broker before this one was killed, or the power failed; queues 1, messages 40, of which marked as redelivered 40",
                StringComparison.Ordinal));
        await using TypedAmqpProcess again = await StartAsync();
        await StopAsync(again.Process);
        Assert.Contains(again.Process.Errors, static line => line.EndsWith(
            "ms: the broker before this one ended in order; queues 1, messages 0, of which marked as redelivered 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limit_for_the_disk_comes_from_a_file_too_and_is_held()
    {
        string config = Path.Combine(_folder, "broker.conf");
        string data = Path.Combine(_folder, "data");
        await File.WriteAllTextAsync(config, $"listen = 127.0.0.1:0\ndata = {data}\ndisk-free-limit = 8000TiB\nmemory-limit = 500MB\n");

        await using ChildProcess broker = TypedAmqpProcess.Run("broker", "--config", config);
        await broker.WaitForLineAsync(static line => line.StartsWith("ready ", StringComparison.Ordinal));
        broker.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        await broker.WaitForExitAsync();

        Assert.Contains(
            broker.Errors,
            line => line.Contains($"the disk of {data} has less of the 8796093022208000 octets that are to be free", StringComparison.Ordinal));
    }

    private static Task<int> StopAsync(ChildProcess broker)
    {
        broker.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        return broker.WaitForExitAsync();
    }

    private Task<TypedAmqpProcess> StartAsync() => TypedAmqpProcess.StartAsync(new BrokerSetup { DataFolder = _folder });
}
