using System.Diagnostics;
using System.Text.RegularExpressions;

namespace TypedAmqp.Peers;

/// <summary>Our own broker as users run it: <c>typedamqp broker</c>, ready when it says so.</summary>
public sealed partial class TypedAmqpProcess : BrokerProcess
{
    private TypedAmqpProcess(ChildProcess process, int port, TimeSpan startTime)
    {
        Process = process;
        Port = port;
        StartTime = startTime;
    }

    /// <inheritdoc/>
    public override string Name => "TypedAmqp";

    /// <inheritdoc/>
    public override int Port { get; }

    /// <inheritdoc/>
    public override int ProcessId => Process.Id;

    /// <summary>The process.</summary>
    public ChildProcess Process { get; }

    /// <summary>From the start of the process to its ready line, the runtime's own start included.</summary>
    public TimeSpan StartTime { get; }

    /// <summary>Starts the command with any arguments.</summary>
    public static ChildProcess Run(params IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "TypedAmqp.Tool.dll");
        return ChildProcess.Start("dotnet", [program, .. arguments]);
    }

    /// <summary>Starts the broker and waits until it accepts connections.</summary>
    /// <param name="setup">What it knows from the beginning; the defaults if null.</param>
    /// <param name="port">The port to listen on; 0: one that is free.</param>
    /// <param name="data">The folder in which durable things are kept; null: nowhere.</param>
    public static async Task<TypedAmqpProcess> StartAsync(BrokerSetup? setup = null, int port = 0, string? data = null)
    {
        setup ??= new BrokerSetup();
        long started = Stopwatch.GetTimestamp();
        ChildProcess process = Run(
        [
            "broker", "--listen", $"127.0.0.1:{port}",
            .. data is null ? [] : new[] { "--data", data },
            .. setup.Users.SelectMany(user => new[] { "--user", $"{user.Name}:{user.Password}" }),
            .. setup.VirtualHosts.SelectMany(name => new[] { "--vhost", name }),
            .. setup.DataFolder is { } folder ? new[] { "--data", folder } : [],
        ]);

        try
        {
            string ready = await process.WaitForLineAsync(line => line.StartsWith("ready ", StringComparison.Ordinal));
            TimeSpan startTime = Stopwatch.GetElapsedTime(started);
            return new TypedAmqpProcess(process, int.Parse(ReadyPort().Match(ready).Groups[1].ValueSpan), startTime);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => Process.DisposeAsync();

    [GeneratedRegex(@"^ready amqp://127\.0\.0\.1:(\d+)/")]
    private static partial Regex ReadyPort();
}
