namespace TypedAmqp.Broker;

/// <summary>What the virtual hosts and queues of a broker share.</summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="memory">Counts the memory that messages hold.</param>
/// <param name="createStore">Makes the store of a new queue; null: in memory.</param>
internal sealed class BrokerResources(TimeProvider timeProvider, MemoryGauge memory, Func<MemoryGauge, MessageStore>? createStore = null)
{
    public TimeProvider TimeProvider { get; } = timeProvider;

    /// <summary>The policies of this moment.</summary>
    public PolicySet Policies { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); } = PolicySet.None;

    public Compatibility Compatibility { get; init; }

    public DeprecatedFeatures Denied { get; init; }

    public MemoryGauge Memory { get; } = memory;

    /// <summary>Tells those who wait for quiet that something happened.</summary>
    public Activity Activity { get; } = new();

    public DirectReply DirectReply { get; } = new();

    /// <summary>Queues in use, which give memory back when they are so no longer.</summary>
    public IdleQueues IdleQueues { get; } = new(timeProvider);

    /// <summary>Timers of queues work until the broker ends.</summary>
    public TimerGate Timers { get; } = new();

    /// <summary>How many routes connections may remember.</summary>
    public RouteBudget Routes { get; } = new();

    /// <summary>The log on the disk; null: the broker is in memory.</summary>
    public CommitLog? Log { get; init; }

    /// <summary>Keeps what of the topology is durable; null: the broker is in memory.</summary>
    public TopologyStore? Topology { get; init; }

    /// <summary>Keeps users, permissions and policies; null: the broker is in memory.</summary>
    public AdministrationStore? Administration { get; init; }

    /// <summary>Who watches; null: nobody. Set before the first client comes.</summary>
    public IBrokerObserver? Observer { get; set; }

    /// <summary>Creates the store of a new queue.</summary>
    public MessageStore CreateStore(QueueDeclaration declaration) =>
        Topology is not null && TopologyStore.IsKept(declaration) ? Topology.CreateStore() : CreateStore();

    /// <summary>Creates a store in memory.</summary>
    public MessageStore CreateStore() => createStore?.Invoke(Memory) ?? new MemoryStore(Memory);
}
