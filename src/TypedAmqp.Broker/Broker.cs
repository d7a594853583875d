using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// An AMQP 0-9-1 broker. It opens no socket: it is handed transports (<see cref="ServeAsync"/>), or makes one for a client in the same process
/// (<see cref="Connect"/>).
/// </summary>
public sealed partial class Broker : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Connection, bool> _blocked = new();
    private int _inProcessConnections;
    private int _isStopping;

    /// <summary>Creates a broker; it is ready at once.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, a name is there twice, or a policy makes no sense.</exception>
    /// <exception cref="DataFolderException">The data folder cannot be used: another broker uses it, or it is damaged.</exception>
    public Broker(BrokerOptions? options = null)
        : this(options, createStore: null)
    {
    }

    internal Broker(BrokerOptions? options, Func<MemoryGauge, MessageStore>? createStore, IFileSystem? files = null, StoreLimits? limits = null)
    {
        Options = options ?? new BrokerOptions();
        if (Options.FrameMax is > 0 and < FrameFormat.MinimumFrameMax)
        {
            throw new ArgumentException(
                $"{nameof(BrokerOptions.FrameMax)} is {Options.FrameMax}; the least is {FrameFormat.MinimumFrameMax}.", nameof(options));
        }

        if (Options.SegmentSize is < 4096 or > 1 << 30)
        {
            throw new ArgumentException(
                $"{nameof(BrokerOptions.SegmentSize)} is {Options.SegmentSize}; it is from 4096 to {1 << 30} octets.", nameof(options));
        }

        if (Options is { Denied: not DeprecatedFeatures.None, Compatibility: Compatibility.RabbitMq310 })
        {
            throw new ArgumentException(
                $"{nameof(BrokerOptions.Denied)} is {Options.Denied}, and a RabbitMQ 3.10 denies nothing: set {nameof(BrokerOptions.Compatibility)} to {Compatibility.RabbitMq42}.",
                nameof(options));
        }

        Log = Options.LoggerFactory.CreateLogger("TypedAmqp.Broker");
        PolicySet policies = new(Options.Policies, Options.OperatorPolicies);
        MemoryGauge memory = new(Options.MemoryHighWatermark);
        DataStore? store = files is not null || Options.DataFolder is not null ? DataStore.Open(Options, files, limits, memory, Log) : null;
        Resources = new BrokerResources(Options.TimeProvider, memory, createStore)
        {
            Policies = store is null ? policies : policies.WithMissing(store.Administration),
            Compatibility = Options.Compatibility,
            Denied = Options.Denied,
            Log = store?.Log,
            Topology = store?.Topology,
            Administration = store?.Administration,
        };
        memory.Changed = OnMemoryChanged;
        IEnumerable<string> known = store is null ? [] : store.Topology.VirtualHosts.Except(Options.VirtualHosts, StringComparer.Ordinal);
        string[] virtualHosts = [.. Options.VirtualHosts, .. known];
        Access = new BrokerAccess(Options with { VirtualHosts = virtualHosts }, store?.Administration) { Changed = OnAccessChanged };
        _virtualHosts = MakeVirtualHosts(virtualHosts, Resources);
        store?.Start(VirtualHosts);
    }

    /// <summary>Who may log in, and what each may do.</summary>
    public BrokerAccess Access { get; }

    /// <summary>How it was set up.</summary>
    public BrokerOptions Options { get; }

    /// <summary>Number of connections.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>The connections at this moment.</summary>
    internal ICollection<Connection> Connections => _connections.Keys;

    /// <summary>Heard of by those who wait for the broker to be idle.</summary>
    internal Activity Activity => Resources.Activity;

    internal BrokerResources Resources { get; }

    internal ILogger Log { get; }

    /// <summary>Serves a client over a transport until the connection is over; completes the transport.</summary>
    /// <param name="transport">Octets from and to the client.</param>
    /// <param name="peer">What is known of the client.</param>
    /// <param name="cancellationToken">Ends the connection at once.</param>
    public Task ServeAsync(IDuplexPipe transport, ConnectionInfo peer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(peer);
        return RunAsync(new Connection(this, transport, peer), cancellationToken);
    }

    /// <summary>Opens a connection within the process: the client's end of a transport.</summary>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public IDuplexPipe Connect()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isStopping) != 0, this);
        InProcessTransport transport = new(Activity);
        ConnectionInfo peer = new($"in-process {Interlocked.Increment(ref _inProcessConnections)}", IsLoopback: true);
        _ = RunAsync(new Connection(this, transport.Server, peer) { InProcess = transport }, CancellationToken.None);
        return transport.Client;
    }

    /// <summary>
    /// Completes when nothing is going on: no octets between in-process clients and the broker that the other side has not looked at, no message that
    /// a consumer could have now, no delivery that is not settled. Messages without a consumer, and what has to wait for its time, do not count. Of
    /// clients behind sockets it knows what it has read from them.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task IdleAsync(CancellationToken cancellationToken = default) => Activity.WhenAsync(IsIdle, cancellationToken);

    /// <summary>The same, when something else is idle as well. What that does, it tells to <see cref="Activity"/>.</summary>
    internal Task IdleAsync(Func<bool> isElseIdle, CancellationToken cancellationToken) =>
        Activity.WhenAsync(() => IsIdle() && isElseIdle(), cancellationToken);

    /// <summary>Ends all connections. Clients are told (320), and have a second to confirm it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStopping, 1) != 0)
        {
            return;
        }

        foreach (Connection connection in Connections)
        {
            connection.Stop();
        }

        // By the real clock: another one may stand still.
        await Task.WhenAll(_connections.Values).WaitAsync(StopTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stopping.Dispose();
        Resources.IdleQueues.Dispose();
        await Resources.Timers.StopAsync().ConfigureAwait(false);
        if (Resources.Log is { } log)
        {
            await log.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A connection's publishes wait for memory: it is woken when there is some.</summary>
    internal void Block(Connection connection)
    {
        _blocked[connection] = true;
        if (!Resources.Memory.IsHigh)
        {
            connection.Wake();
        }
    }

    internal void Unblock(Connection connection) => _blocked.TryRemove(connection, out _);

    private async Task RunAsync(Connection connection, CancellationToken cancellationToken)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ended.Task;
        try
        {
            await using ConfiguredAsyncDisposable disposable = connection.ConfigureAwait(false);
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            await connection.RunAsync(stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            Activity.Happened();
            ended.SetResult();
        }
    }

    private bool IsIdle() =>
        Connections.All(static connection => connection.IsQuiet)
        && VirtualHosts.Values.All(static virtualHost => virtualHost.Queues.All(static queue => queue.IsQuiet));

    private void OnAccessChanged(AccessChange change)
    {
        Resources.Administration?.Keep(change);
        foreach (VirtualHost virtualHost in VirtualHosts.Values)
        {
            virtualHost.ForgetRoutes();
        }

        if (change is AccessChange.UserDeleted deleted)
        {
            foreach (Connection connection in Connections.Where(connection => connection.UserName == deleted.User))
            {
                connection.Stop($"user '{deleted.User}' is deleted");
            }
        }

        Resources.Log?.Write();
    }

    private void OnMemoryChanged()
    {
        if (Resources.Memory.IsHigh)
        {
            return;
        }

        foreach (Connection connection in _blocked.Keys)
        {
            connection.Wake();
        }
    }
}
