using System.IO.Pipelines;
using System.Net;
using TypedAmqp.Broker;
using TypedAmqp.Server;

namespace TypedAmqp.Testing;

/// <summary>
/// A real AMQP broker inside a test, ready in milliseconds. Clients reach it through <see cref="Uri"/>, also those of other languages and
/// processes, or without a socket through <see cref="Transport"/>. Each one is a world of its own: tests that run at the same time each have theirs.
/// </summary>
/// <example>
/// <code>
/// await using TestBroker broker = await TestBroker.StartAsync();
/// await using AmqpConnection connection = await broker.ConnectAsync();
/// // ... publish ...
/// await broker.IdleAsync();   // everything is consumed: assert
/// </code>
/// </example>
public sealed class TestBroker : IAsyncDisposable
{
    private readonly BrokerServer? _server;
    private readonly ClientWork _work;
    private readonly TestFaults? _faults;
    private readonly TestLog? _log;
    private int _virtualHosts;

    private TestBroker(Broker.Broker broker, BrokerServer? server, TestBrokerOptions options)
    {
        Broker = broker;
        _work = new ClientWork(broker.Activity);
        _server = server;
        _log = options.KeepLog ? new TestLog() : null;
        _faults = options.WithFaults ? new TestFaults(broker.Options.TimeProvider) : null;
        broker.Resources.Observer = _log is null && _faults is null ? null : new TestObserver(_log, _faults);
    }

    /// <summary>The broker: its virtual hosts, exchanges and queues can be looked at.</summary>
    public Broker.Broker Broker { get; }

    /// <summary>What clients have published and settled.</summary>
    /// <exception cref="InvalidOperationException">The broker was started without it.</exception>
    public TestLog Log => _log ?? throw new InvalidOperationException("This broker keeps no log: start it with KeepLog = true.");

    /// <summary>What is to go wrong.</summary>
    /// <exception cref="InvalidOperationException">The broker was started without them.</exception>
    public TestFaults Faults => _faults ?? throw new InvalidOperationException("This broker makes no faults: start it with WithFaults = true.");

    /// <summary>The URI for the user <c>guest</c> and the default virtual host, with the port that was free.</summary>
    /// <exception cref="InvalidOperationException">The broker was started without a listener.</exception>
    public string Uri => _server is null
        ? throw new InvalidOperationException("This broker has no listener: connect with ConnectionOptions, or start it with Listen = true.")
        : $"amqp://guest:guest@{_server.Endpoints[0]}/";

    /// <summary>Connects within the process, without a socket: for <see cref="AmqpConnectionOptions.Transport"/>.</summary>
    public AmqpTransport Transport => _ => ValueTask.FromResult<IDuplexPipe>(new TestTransport(Broker.Connect(), _faults, _work));

    /// <summary>Options for a connection within the process, as <c>guest</c> to the default virtual host.</summary>
    /// <remarks>Without heartbeats: nobody can be lost without notice, and a clock that a test moves by hours would find everybody silent.</remarks>
    public AmqpConnectionOptions ConnectionOptions =>
        new() { Transport = Transport, TimeProvider = Broker.Options.TimeProvider, Heartbeat = TimeSpan.Zero };

    /// <summary>Starts a broker.</summary>
    /// <param name="options">How it is set up; the defaults if null.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">A setting of the broker is out of its range.</exception>
    public static async Task<TestBroker> StartAsync(TestBrokerOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TestBrokerOptions();
        if (!options.Listen)
        {
            return new TestBroker(new Broker.Broker(options.Broker), server: null, options);
        }

        BrokerServerOptions serverOptions = new() { Broker = options.Broker, Listen = [new IPEndPoint(IPAddress.Loopback, 0)] };
        BrokerServer server = await BrokerServer.StartAsync(serverOptions, cancellationToken).ConfigureAwait(false);
        return new TestBroker(server.Broker, server, options);
    }

    /// <summary>Makes a virtual host that nobody else knows, in well under a millisecond.</summary>
    /// <param name="name">Its name; one that is free if null.</param>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    public TestVirtualHost CreateVirtualHost(string? name = null)
    {
        name ??= $"test-{Interlocked.Increment(ref _virtualHosts)}";
        VirtualHost virtualHost = Broker.AddVirtualHost(name, out bool isNew);
        return isNew
            ? new TestVirtualHost(this, virtualHost)
            : throw new ArgumentException($"Virtual host '{name}' is there already; choose another name.", nameof(name));
    }

    /// <summary>Opens a connection within the process, as <c>guest</c> to the default virtual host.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<AmqpConnection> ConnectAsync(CancellationToken cancellationToken = default) =>
        AmqpConnection.ConnectAsync(ConnectionOptions, cancellationToken);

    /// <summary>
    /// Completes when nothing is going on any more: no octets on their way, no message that a consumer could have now, no delivery that is not
    /// settled, no publish that is not confirmed, no handler that runs. Messages that nobody consumes, or that have to wait for the clock, do not
    /// count.
    /// </summary>
    /// <remarks>
    /// It is exact for connections through <see cref="Transport"/>. Of clients behind sockets it knows what the broker has read from them.
    /// </remarks>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task IdleAsync(CancellationToken cancellationToken = default) => Broker.IdleAsync(() => _work.IsNone, cancellationToken);

    /// <summary>Ends every connection, and the broker with all that it holds.</summary>
    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? Broker.DisposeAsync();
}
