using Microsoft.Extensions.Logging;
using TypedAmqp.Diagnostics;
using TypedAmqp.Publishing;
using TypedAmqp.Recovery;
using TypedAmqp.Rpc;
using TypedAmqp.Topologies;

namespace TypedAmqp;

/// <summary>
/// A connection with a topology: what the compiler emitted for exchanges, queues and services begins here, as in
/// <c>bus.Orders().PublishAsync(...)</c>. Safe for any number of threads.
/// </summary>
public sealed partial class AmqpBus : IAsyncDisposable
{
    private readonly Lock _partsLock = new();
    private readonly TopologyDescriptor _topology;
    private readonly ILogger _logger;
    private object?[] _parts = [];
    private int _connects;

    private AmqpBus(AmqpBusOptions options, AmqpConnectionOptions connectTo, TopologyDescriptor topology, NameMap names)
    {
        Options = options;
        Names = names;
        _logger = options.CreateLogger();
        Health = new BusHealth(() => StatusChanged, _logger);
        Source = new BusConnection(connectTo, options.Recovery, options.Topology is null ? null : topology, options.TopologyMode, Health, Compared);
        Publishing = new PublishChannel(Source, options, names);
        Rpc = new RpcChannel(Source, options, names);
        _topology = topology;
        _ = EndPublishesAsync();
    }

    /// <summary>
    /// The connection underneath, for what the topology does not cover. When it is lost, another one takes its place here; channels that the program
    /// opened on it are not restored.
    /// </summary>
    /// <exception cref="InvalidOperationException">The bus has not been connected.</exception>
    public AmqpConnection Connection => Source.Current;

    /// <summary>How the bus is: connected with every consumer confirmed, recovering, or ended.</summary>
    public AmqpBusStatus Status => Health.Status;

    /// <summary>
    /// Raised on the thread pool, one change after the other, when something is lost or everything is back: once for each loss and each refusal
    /// of a broker to restore it, whatever else is tried in vain meanwhile (<see cref="Status"/> has the latest). Handlers must be quick. What one
    /// throws is logged.
    /// </summary>
    public event Action<AmqpBusStatus>? StatusChanged;

    /// <summary>How the bus was made.</summary>
    public AmqpBusOptions Options { get; }

    /// <summary>How many RPC replies came for which nobody waits (any more): they are dropped.</summary>
    public long UnknownReplies => Rpc.UnknownReplies;

    /// <summary>What the topology's names are on the broker.</summary>
    internal NameMap Names { get; }

    internal PublishChannel Publishing { get; }

    internal RpcChannel Rpc { get; }

    /// <summary>The connections, one after the other.</summary>
    internal BusConnection Source { get; }

    internal BusHealth Health { get; }

    internal object?[] Parts => Volatile.Read(ref _parts);

    /// <summary>Connects, and declares the topology.</summary>
    /// <param name="uri">Where to, as <c>amqp://user:password@host:port/vhost</c>.</param>
    /// <param name="topology">What to declare.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The URI cannot be used.</exception>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    public static Task<AmqpBus> ConnectAsync(string uri, ITopology topology, CancellationToken cancellationToken = default) =>
        ConnectAsync(AmqpConnectionOptions.Parse(uri), topology, cancellationToken);

    /// <summary>Connects, and does about the topology what the mode says.</summary>
    /// <param name="uri">Where to, as <c>amqp://user:password@host:port/vhost</c>.</param>
    /// <param name="topology">What to declare, or to compare.</param>
    /// <param name="mode">Which of the two, or neither.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">The URI cannot be used.</exception>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    public static Task<AmqpBus> ConnectAsync(string uri, ITopology topology, TopologyMode mode, CancellationToken cancellationToken = default) =>
        ConnectAsync(
            new AmqpBusOptions { Connection = AmqpConnectionOptions.Parse(uri), Topology = topology, TopologyMode = mode }, cancellationToken);

    /// <summary>Connects, and declares the topology.</summary>
    /// <param name="connection">Where to, and how.</param>
    /// <param name="topology">What to declare.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    public static Task<AmqpBus> ConnectAsync(AmqpConnectionOptions connection, ITopology topology, CancellationToken cancellationToken = default) =>
        ConnectAsync(new AmqpBusOptions { Connection = connection, Topology = topology }, cancellationToken);

    /// <summary>Connects, and does about the topology what the options say.</summary>
    /// <param name="options">The options.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    public static async Task<AmqpBus> ConnectAsync(AmqpBusOptions options, CancellationToken cancellationToken = default)
    {
        AmqpBus bus = Create(options);
        await bus.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return bus;
    }

    /// <summary>
    /// A bus that is still to be connected, for whoever needs it before that: publishes, calls and subscriptions wait for the connection as they do
    /// in an outage.
    /// </summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">One of the options makes no sense.</exception>
    public static AmqpBus Create(AmqpBusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Connection);
        ArgumentNullException.ThrowIfNull(options.Recovery);
        ArgumentNullException.ThrowIfNull(options.Names);
        TopologyDescriptor declared = options.Topology?.Descriptor ?? TopologyDescriptor.Empty;
        NameMap names = new(options.Names, declared);
        TopologyDescriptor topology = names.Rename(declared);
        AmqpConnectionOptions connectTo = InVirtualHost(options.Connection, declared);
        options.Recovery.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.PublishWindow, 1);
        return new AmqpBus(options, connectTo, topology, names);
    }

    /// <summary>
    /// Connects what was created, once, and does about the topology what the options say. If that fails, the bus has ended, and so has whatever
    /// waits.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    /// <exception cref="InvalidOperationException">It was connected before.</exception>
    /// <exception cref="AmqpConnectionClosedException">It was disposed of meanwhile.</exception>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _connects, 1) != 0)
        {
            throw new InvalidOperationException("A bus is connected once: what is lost later it restores by itself.");
        }

        try
        {
            await Source.OpenFirstAsync(_logger, cancellationToken).ConfigureAwait(false);
            await Publishing.OpenFirstAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The configuration has the last word, where it has one.
    private static AmqpConnectionOptions InVirtualHost(AmqpConnectionOptions connection, TopologyDescriptor topology) =>
        topology.VirtualHost is { } virtualHost && connection.VirtualHost == "/" ? connection with { VirtualHost = virtualHost } : connection;

    /// <summary>
    /// Ends in peace: nothing new is taken, handlers at work finish, what they did is acknowledged, and the connection is closed. See
    /// <see cref="ConsumerSubscription.StopAsync"/>. A handler may call it: then it returns once nothing new is taken, and the rest happens after
    /// that handler.
    /// </summary>
    /// <param name="cancellationToken">Asks handlers to give up. They are waited for nevertheless.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => EndAsync(subscription => subscription.BeginStopAsync(cancellationToken));

    /// <summary>
    /// Stops its subscriptions, asks handlers at work to give up and waits for them, and closes the connection. A handler may call it: then it
    /// returns once nothing new is taken, and the rest happens after that handler.
    /// </summary>
    public async ValueTask DisposeAsync() => await EndAsync(static subscription => subscription.BeginDisposeAsync()).ConfigureAwait(false);

    private void Compared(string queue, string? difference)
    {
        if (Health.Compared(queue, difference))
        {
            ConsumerLog.Changed(_logger, difference!);
        }
    }

    private async Task EndPublishesAsync() => Publishing.End(await Source.Ended.ConfigureAwait(false));

    internal T AddPart<T>(int index, T part)
        where T : class
    {
        lock (_partsLock)
        {
            if (index < _parts.Length && _parts[index] is { } existing)
            {
                return (T)existing;
            }

            object?[] parts = new object?[Math.Max(index + 1, _parts.Length)];
            _parts.CopyTo(parts, 0);
            parts[index] = part;
            Volatile.Write(ref _parts, parts);
            return part;
        }
    }
}
