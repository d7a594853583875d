namespace TypedAmqp.Hosting;

/// <summary>What is to be subscribed once the bus is connected, in the order of registration.</summary>
internal sealed class BusRegistrations
{
    private readonly List<Func<AmqpBus, IServiceProvider, CancellationToken, Task<IReadOnlyList<ConsumerSubscription>>>> _subscribe = [];
    private readonly List<Type> _consumers = [];
    private readonly List<Type> _servers = [];

    /// <summary>A type that consumes the queues it accepts.</summary>
    public void AddConsumer(Type consumer) => _consumers.Add(consumer);

    /// <summary>A type that serves the services it implements.</summary>
    public void AddServer(Type server) => _servers.Add(server);

    /// <summary>
    /// The queues that a topology declares to be consumed, and that no consumer here accepts. One that the broker names is consumed by whoever wants
    /// it.
    /// </summary>
    public string[] NotConsumedOf(TopologyDescriptor topology) =>
    [
        .. topology.Queues
            .Where(queue => queue is { Purpose: QueuePurpose.Consumed, External: false, IsServerNamed: false } && !topology.Subscribers.Any(
                subscriber => subscriber.Queue == queue.Name && _consumers.Exists(subscriber.Accepts)))
            .Select(static queue => queue.Name),
    ];

    /// <summary>The services that a topology declares, not as somebody else's, and that no type here implements.</summary>
    public string[] NotServedOf(TopologyDescriptor topology) =>
        [.. topology.Services.Where(service => !service.External && !_servers.Exists(service.Service.IsAssignableFrom))
            .Select(static service => service.Name)];

    public void Add(Func<AmqpBus, IServiceProvider, CancellationToken, Task<IReadOnlyList<ConsumerSubscription>>> subscribe) =>
        _subscribe.Add(subscribe);

    public async Task<IReadOnlyList<ConsumerSubscription>> SubscribeAsync(AmqpBus bus, IServiceProvider provider, CancellationToken cancellationToken)
    {
        List<ConsumerSubscription> subscriptions = [];
        foreach (Func<AmqpBus, IServiceProvider, CancellationToken, Task<IReadOnlyList<ConsumerSubscription>>> subscribe in _subscribe)
        {
            subscriptions.AddRange(await subscribe(bus, provider, cancellationToken).ConfigureAwait(false));
        }

        return subscriptions;
    }
}
