using TypedAmqp.Generated;
using TypedAmqp.Rpc;

namespace TypedAmqp;

/// <content>Handlers whose type is known only while running, and that are made for each message.</content>
public sealed partial class AmqpBus
{
    /// <summary>Consumes every queue of the topology that a type handles.</summary>
    /// <param name="handler">The handlers' type, which implements the <c>IConsumer</c> or <c>IBatchConsumer</c> of one queue or of several.</param>
    /// <param name="open">Makes a handler, for one delivery or one batch.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscriptions.</param>
    /// <returns>A subscription for each queue.</returns>
    /// <exception cref="InvalidOperationException">The type handles no queue of the topology.</exception>
    /// <exception cref="Protocol.AmqpException">The broker refused.</exception>
    public async Task<IReadOnlyList<ConsumerSubscription>> ConsumeAsync(
        Type handler, Func<HandlerScope> open, SubscriptionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        QueueSubscriber[] subscribers = [.. Topology.Subscribers.Where(subscriber => subscriber.Accepts(handler))];
        if (subscribers.Length == 0)
        {
            throw new InvalidOperationException(
                $"{handler.Name} handles no queue of the topology '{Topology.Name}': it implements the IConsumer or IBatchConsumer of none.");
        }

        return await SubscribeAllAsync(
            subscribers, subscriber => subscriber.SubscribeAsync(this, handler, open, options, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Serves every service of the topology that a type implements.</summary>
    /// <param name="implementation">The implementations' type.</param>
    /// <param name="open">Makes an implementation, for one request.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscriptions.</param>
    /// <returns>A subscription for each service.</returns>
    /// <exception cref="InvalidOperationException">The type implements no service of the topology.</exception>
    /// <exception cref="Protocol.AmqpException">The broker refused.</exception>
    public async Task<IReadOnlyList<ConsumerSubscription>> ServeAsync(
        Type implementation, Func<HandlerScope> open, RpcServerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(implementation);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        RpcServiceDescriptor[] services = [.. Topology.Services.Where(service => service.Service.IsAssignableFrom(implementation))];
        if (services.Length == 0)
        {
            throw new InvalidOperationException($"{implementation.Name} implements no service of the topology '{Topology.Name}'.");
        }

        return await SubscribeAllAsync(
            services, service => RpcServer.ServeAsync(this, new ScopedRpcServer(service, open), options, cancellationToken))
            .ConfigureAwait(false);
    }

    /// <summary>All of them or none: nobody else knows of the earlier ones when a later one fails.</summary>
    private static async Task<IReadOnlyList<ConsumerSubscription>> SubscribeAllAsync<T>(T[] sources, Func<T, Task<ConsumerSubscription>> subscribe)
    {
        List<ConsumerSubscription> subscriptions = [];
        try
        {
            foreach (T source in sources)
            {
                subscriptions.Add(await subscribe(source).ConfigureAwait(false));
            }

            return subscriptions;
        }
        catch
        {
            await Task.WhenAll(subscriptions.Select(static subscription => subscription.DisposeAsync().AsTask())).ConfigureAwait(false);
            throw;
        }
    }

    private TopologyDescriptor Topology => Options.Topology?.Descriptor ?? TopologyDescriptor.Empty;
}
