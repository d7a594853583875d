using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using TypedAmqp.Peers;

namespace TypedAmqp.Crash;

/// <summary>A broker from its start to its violent end.</summary>
internal sealed partial class BrokerLife : IAsyncDisposable
{
    private readonly ConcurrentBag<IConnection> _connections = [];
    private readonly ChildProcess _process;

    private BrokerLife(ChildProcess process) => _process = process;

    /// <summary>It was killed: from now on whoever talks to it may fail.</summary>
    public bool IsKilled { get; private set; }

    public Uri Management { get; private set; } = null!;

    private int Port { get; set; }

    /// <summary>Starts the process, and does not wait for anything.</summary>
    public static BrokerLife Begin(string folder, int segmentSize, params string[] options) => new(TypedAmqpProcess.Run(
    [
        "broker", "--listen", "127.0.0.1:0", "--management", "127.0.0.1:0", "--data", folder, "--segment-size", $"{segmentSize}", .. options,
    ]));

    /// <summary>Waits until it accepts connections.</summary>
    public async Task ReadyAsync()
    {
        Match ready = Ready().Match(await _process.WaitForLineAsync(static line => line.StartsWith("ready ", StringComparison.Ordinal)));
        Port = int.Parse(ready.Groups["port"].ValueSpan);
        Management = new Uri(ready.Groups["management"].Value);
    }

    public async Task<IConnection> ConnectAsync(string user)
    {
        ConnectionFactory factory = new()
        {
            HostName = "127.0.0.1", Port = Port, UserName = user, Password = user, AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false,
        };
        IConnection connection = await factory.CreateConnectionAsync();
        _connections.Add(connection);
        return connection;
    }

    public void Kill()
    {
        IsKilled = true;
        _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        // Also waits for its end, so that the folder is free.
        await _process.DisposeAsync();
        foreach (IConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }

    [GeneratedRegex(@"^ready amqp://127\.0\.0\.1:(?<port>\d+)/ (?<management>http://\S+)")]
    private static partial Regex Ready();
}
