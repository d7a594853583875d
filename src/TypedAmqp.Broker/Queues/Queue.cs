using System.Text;

namespace TypedAmqp.Broker;

/// <summary>
/// A queue: messages in order, and the consumers that share them. One lock guards all of it; under that lock only the outputs of connections are
/// taken.
/// </summary>
public partial class Queue
{
    private static int s_ordinals;

    private readonly Lock _gate = new();
    private readonly MessageStore _store;
    private ReadyMessages _ready;
    private int _unacked;
    private bool _mayExpire;
    private volatile bool _isDeleted;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="virtualHost">Where it lives.</param>
    /// <param name="declaration">What it was declared with.</param>
    /// <param name="exclusiveOwner">The connection that alone may use it; null when it is not exclusive.</param>
    public Queue(VirtualHost virtualHost, QueueDeclaration declaration, object? exclusiveOwner)
        : this(virtualHost, declaration, exclusiveOwner, QueueSettings.From(declaration?.Arguments ?? []), store: null)
    {
    }

    private protected Queue(
        VirtualHost virtualHost, QueueDeclaration declaration, object? exclusiveOwner, QueueSettings? settings, MessageStore? store)
    {
        ArgumentNullException.ThrowIfNull(virtualHost);
        ArgumentNullException.ThrowIfNull(declaration);
        VirtualHost = virtualHost;
        Declaration = declaration;
        ExclusiveOwner = exclusiveOwner;
        _store = store ?? virtualHost.Resources.CreateStore();
        _settings = settings;
        _ready = ReadyMessages.For(_settings, _store);
        StartExpiry();
    }

    /// <summary>Creates a queue of the type that its declaration says, with what policies add to it.</summary>
    internal static Queue Create(VirtualHost virtualHost, QueueDeclaration declaration, object? exclusiveOwner, MessageStore store)
    {
        BrokerResources resources = virtualHost.Resources;
        QueueSettings? settings = QueueSettings.From(resources.Policies.ArgumentsOf(virtualHost.Name, declaration), resources.Compatibility);
        return settings is { IsStream: true }
            ? new StreamQueue(virtualHost, declaration, exclusiveOwner, settings, store)
            : new Queue(virtualHost, declaration, exclusiveOwner, settings, store);
    }

    /// <summary>The name, unique in its virtual host.</summary>
    public string Name => Declaration.Name;

    /// <summary>The virtual host that it lives in.</summary>
    public VirtualHost VirtualHost { get; }

    /// <summary>What it was declared with.</summary>
    public QueueDeclaration Declaration { get; }

    /// <summary>The connection that alone may use it, and with which it goes; null when it is not exclusive.</summary>
    public object? ExclusiveOwner { get; }

    /// <summary>Number of messages ready to be delivered.</summary>
    public virtual int MessageCount
    {
        get
        {
            lock (_gate)
            {
                DropExpired(turn: null);
                return _ready.Count;
            }
        }
    }

    /// <summary>Number of messages that were delivered and are not settled yet.</summary>
    public int UnackedCount
    {
        get
        {
            lock (_gate)
            {
                return _unacked;
            }
        }
    }

    /// <summary>A number that few others have, and none of those that came shortly before or after it: for tables.</summary>
    internal int Ordinal { get; } = Interlocked.Increment(ref s_ordinals);

    /// <summary>It was deleted: nothing is kept any more.</summary>
    internal bool IsDeleted => _isDeleted;

    internal byte[] NameOctets => field ??= Encoding.UTF8.GetBytes(Name);

    internal MessageStore Store => _store;

    /// <summary>What declaring and deleting it tell.</summary>
    internal virtual QueueCounts Counts => new(MessageCount, ConsumerCount);

    private protected Lock Gate => _gate;

    private TimeProvider Clock => VirtualHost.Resources.TimeProvider;

    /// <summary>How many deliveries are unsettled. For the holder of the lock.</summary>
    private protected int UnackedLocked { get => _unacked; set => _unacked = value; }

    /// <summary>Takes a message that its store has kept from an earlier life of the broker. They come in their order.</summary>
    internal virtual void Recover(in QueueEntry entry)
    {
        lock (_gate)
        {
            if (!_ready.NeedsOctets)
            {
                _ready.Add(entry, default);
            }
            else if (!IsLost(entry))
            {
                _ready.Add(entry, _store.Read(entry));
            }

            _mayExpire |= entry.Expires;
        }
    }

    /// <summary>There are no more of those, and everything else of the broker's topology is there too.</summary>
    internal virtual void Recovered()
    {
    }

    /// <summary>Drops every ready message. Those that are delivered and not settled stay.</summary>
    /// <returns>How many were dropped.</returns>
    public int Purge()
    {
        lock (_gate)
        {
            DropExpired(turn: null);
            int count = _ready.Count;
            while (_ready.Count > 0)
            {
                QueueEntry entry = _ready.Take(out _);
                _store.Release(entry);
            }

            return count;
        }
    }

    /// <summary>Deletes what it holds. Consumers end, and their clients are told (basic.cancel) where they asked to be.</summary>
    /// <returns>How many ready messages it held.</returns>
    public virtual int Close()
    {
        lock (_gate)
        {
            if (_isDeleted)
            {
                return 0;
            }

            DropExpired(turn: null);
            int count = _ready.Count;
            _isDeleted = true;
            _expiryTimer?.Dispose();
            _unusedTimer?.Dispose();
            _retryTimer?.Dispose();
            _dying = null;
            CancelConsumers();
            _ready.Clear();
            _unacked = 0;
            _store.Clear();
            return count;
        }
    }

    /// <summary>Drops messages whose time is over from the head: a message behind one that lives longer waits for it, as in RabbitMQ.</summary>
    /// <param name="turn">Takes dead letters; without one, messages that leave some are left to the timer.</param>
    private void DropExpired(Turn? turn)
    {
        if (!_mayExpire || (turn is null && HasDeadLetters))
        {
            return;
        }

        long now = Now();
        while (_ready.Count > 0)
        {
            QueueEntry oldest = _ready.Peek();
            if (!oldest.Expires || (_store.CanRead(oldest) && _store.Read(oldest).ExpiresAt > now))
            {
                return;
            }

            Bury(_ready.Take(out _), DeadLetterReason.Expired, turn);
        }

        _mayExpire = _unacked > 0;
    }
}
