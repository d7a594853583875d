using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// An AMQP 0-9-1 broker. It opens no socket: it is handed transports (<see cref="ServeAsync"/>), or makes one for a client in the same process
/// (<see cref="Connect"/>).
/// </summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly FrozenDictionary<string, BrokerUser> _users;
    private readonly ConcurrentDictionary<Connection, bool> _blocked = new();
    private int _inProcessConnections;

    /// <summary>Creates a broker; it is ready at once.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range, or a name is there twice.</exception>
    public Broker(BrokerOptions? options = null)
    {
        Options = options ?? new BrokerOptions();
        if (Options.FrameMax is > 0 and < FrameFormat.MinimumFrameMax)
        {
            throw new ArgumentException($"{nameof(BrokerOptions.FrameMax)} is {Options.FrameMax}; the least is {FrameFormat.MinimumFrameMax}.", nameof(options));
        }

        Resources = new BrokerResources(Options.TimeProvider, new MemoryGauge(Options.MemoryHighWatermark));
        Resources.Memory.Changed = OnMemoryChanged;
        _users = Options.Users.ToFrozenDictionary(static user => user.Name, StringComparer.Ordinal);
        VirtualHosts = Options.VirtualHosts.ToFrozenDictionary(
            static name => name, name => new VirtualHost(name, Resources), StringComparer.Ordinal);
        ServerProperties = TypedAmqp.Broker.ServerProperties.Encode();
    }

    /// <summary>The virtual hosts by name.</summary>
    public IReadOnlyDictionary<string, VirtualHost> VirtualHosts { get; }

    /// <summary>How it was set up.</summary>
    public BrokerOptions Options { get; }

    /// <summary>Number of connections.</summary>
    public int ConnectionCount => _connections.Count;

    internal BrokerResources Resources { get; }

    /// <summary>The octets of what connection.start says of this broker.</summary>
    internal byte[] ServerProperties { get; }

    /// <summary>Serves a client over a transport until the connection is over; completes the transport.</summary>
    /// <param name="transport">Octets from and to the client.</param>
    /// <param name="peer">What is known of the client.</param>
    /// <param name="cancellationToken">Ends the connection at once.</param>
    public async Task ServeAsync(IDuplexPipe transport, ConnectionInfo peer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(peer);
        Connection connection = new(this, transport, peer);
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
            ended.SetResult();
        }
    }

    /// <summary>Opens a connection within the process: the client's end of a transport.</summary>
    /// <exception cref="ObjectDisposedException">The broker is disposed.</exception>
    public IDuplexPipe Connect()
    {
        ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
        InProcessTransport transport = new();
        int number = Interlocked.Increment(ref _inProcessConnections);
        _ = ServeAsync(transport.Server, new ConnectionInfo($"in-process {number}", IsLoopback: true));
        return transport.Client;
    }

    /// <summary>Ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _stopping.Dispose();
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

    internal bool TryAuthenticate(string? name, string? password, ConnectionInfo peer) =>
        name is not null && password is not null && _users.TryGetValue(name, out BrokerUser? user) && user.Accepts(password, peer.IsLoopback);

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
