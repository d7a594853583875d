using System.Diagnostics;
using System.Globalization;

namespace TypedAmqp.Peers;

/// <summary>
/// A real RabbitMQ, as Debian packages it, alone in a temporary folder and on loopback ports of its own (its name server too), so that it
/// meets no other on the machine. It ends with <see cref="DisposeAsync"/>, and also when this process dies.
/// </summary>
public sealed class RabbitMqServer : BrokerProcess
{
    // The shell holds the server and the name server. Its standard input is a pipe from us: when that ends, for whatever reason, so do they.
    private const string Supervise = """
        exec 3<&0
        epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null & names=$!
        "$1" </dev/null & server=$!
        echo "server $server"
        ( read -r end <&3; kill -KILL $server ) & watch=$!
        wait $server; status=$?
        kill $watch $names
        exit $status
        """;

    private readonly ChildProcess _process;
    private readonly RabbitMqFolder _folder;
    private readonly Dictionary<string, string> _environment;

    private RabbitMqServer(ChildProcess process, RabbitMqFolder folder, Dictionary<string, string> environment, int port, int managementPort)
    {
        _environment = environment;
        _process = process;
        _folder = folder;
        Port = port;
        ManagementUri = new Uri($"http://127.0.0.1:{managementPort}/");
    }

    /// <inheritdoc/>
    public override string Name => "RabbitMQ";

    /// <inheritdoc/>
    public override int Port { get; }

    /// <summary>Where the management API is, with the plugin <c>rabbitmq_management</c>.</summary>
    public Uri ManagementUri { get; }

    /// <inheritdoc/>
    public override int ProcessId => int.Parse(_process.Output[0].AsSpan("server ".Length), CultureInfo.InvariantCulture);

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>The program, where it is installed.</summary>
    public static string? Program => Peer.Find("rabbitmq-server", "/usr/lib/rabbitmq/bin");

    /// <summary>Starts RabbitMQ and waits until it is ready: some seconds.</summary>
    /// <exception cref="PeerMissingException">It is not installed.</exception>
    public static async Task<RabbitMqServer> StartAsync(BrokerSetup? setup = null)
    {
        string program = Program ?? throw Peer.Missing("RabbitMQ is not installed (Debian: rabbitmq-server)");
        int[] ports = FreePort.Take(4);
        RabbitMqFolder folder = RabbitMqFolder.Create(setup ?? new BrokerSetup(), ports[0], ports[3]);
        Dictionary<string, string> environment = new(folder.Environment)
        {
            ["RABBITMQ_DIST_PORT"] = ports[1].ToString(CultureInfo.InvariantCulture),
            ["ERL_EPMD_PORT"] = ports[2].ToString(CultureInfo.InvariantCulture),
        };

        long started = Stopwatch.GetTimestamp();
        RabbitMqServer server = new(
            ChildProcess.Start("/bin/sh", ["-c", Supervise, "sh", program], environment, folder.Path), folder, environment, ports[0], ports[3]);
        try
        {
            await server._process.WaitForLineAsync(line => line.Contains("Starting broker... completed", StringComparison.Ordinal));
            server.StartTime = Stopwatch.GetElapsedTime(started);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a console, from which the running server can be changed. It ends with the server at the latest.</summary>
    public RabbitMqConsole OpenConsole() => RabbitMqConsole.Open(_environment, _folder.Path);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.CloseInput();
            await _process.WaitForExitAsync();
        }

        await _process.DisposeAsync();
        _folder.Delete();
    }
}
