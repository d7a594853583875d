namespace TypedAmqp.Hosting;

/// <summary>What is to be subscribed once the bus is connected, in the order of registration.</summary>
internal sealed class BusRegistrations
{
    private readonly List<Func<AmqpBus, IServiceProvider, CancellationToken, Task<IReadOnlyList<ConsumerSubscription>>>> _subscribe = [];

    public void Add(Func<AmqpBus, IServiceProvider, CancellationToken, Task<IReadOnlyList<ConsumerSubscription>>> subscribe) => _subscribe.Add(subscribe);

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
