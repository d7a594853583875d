using TypedAmqp.Peers;

namespace TypedAmqp.Tool.Tests;

/// <summary><c>typedamqp store</c>.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("typedamqp-store-").FullName;

    private string Data => Path.Combine(_root, "data");

    private string Copy => Path.Combine(_root, "copy");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_running_broker_is_backed_up_and_the_copy_checked()
    {
        await using (ChildProcess broker = TypedAmqpProcess.Run("broker", "--listen", "127.0.0.1:0", "--data", Data))
        {
            string ready = await broker.WaitForLineAsync(static line => line.StartsWith("ready ", StringComparison.Ordinal));
            await using AmqpConnection connection = await AmqpConnection.ConnectAsync(ready.Split(' ')[1]);
            AmqpChannel channel = await connection.OpenChannelAsync();
            await channel.DeclareQueueAsync("work");
            await channel.PublishAsync(
                "", "work", "task"u8.ToArray(), new Protocol.BasicProperties { DeliveryMode = Protocol.DeliveryMode.Persistent });

            (await CommandResult.RunAsync("store", "check", Data)).AssertFailure(
                $"The data folder {Data} cannot be used: a broker uses it; make a backup, and check that.");
            CommandResult backup = await CommandResult.RunAsync("store", "backup", Data, Copy);
            Assert.Equal((0, $"{Copy}: "), (backup.ExitCode, Assert.Single(backup.Output)[..(Copy.Length + 2)]));
        }

        CommandResult check = await CommandResult.RunAsync("store", "check", Copy);
        Assert.Contains(check.Output, static line => line.StartsWith("queue 'work' in '/': 1 message,", StringComparison.Ordinal));
        Assert.Equal((0, "1 segment, 1 queue, 1 message: all is well"), (check.ExitCode, check.Output[^1]));

        string log = Directory.EnumerateFiles(Copy, "*.log").Single();
        File.Move(log, Path.Combine(Copy, "00000099.log"));
        check = await CommandResult.RunAsync("store", "check", Copy);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("damaged: 00000099.log at octet 0: ", string.Join('\n', check.Output), StringComparison.Ordinal);
        Assert.EndsWith(
            "refuses to start on it, and with '--accept-damage' starts with what can be read", check.Output[^1], StringComparison.Ordinal);

        await using ChildProcess damaged = TypedAmqpProcess.Run("broker", "--listen", "127.0.0.1:0", "--data", Copy, "--accept-damage");
        await damaged.WaitForLineAsync(static line => line.StartsWith("ready ", StringComparison.Ordinal));
        damaged.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        await damaged.WaitForExitAsync();
        Assert.Contains(damaged.Errors, line => line.Contains($" warning recovered {Copy} in ", StringComparison.Ordinal)
            && line.Contains(" ms: a part of it is damaged, and what was lost is told above; queues ", StringComparison.Ordinal));
    }
}
