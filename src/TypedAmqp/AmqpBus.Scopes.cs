using TypedAmqp.Generated;
using TypedAmqp.Rpc;

namespace TypedAmqp;

/// <content>Handlers whose type is known only while running, and that are made for each message.</content>
public sealed partial class AmqpBus
{
    /// <summary>Consumes every queue of the topology that a type handles.</summary>
    /// <param name="handler">The handlers' type, which implements the <c>IConsumer</c> of one queue or of several.</param>
    /// <param name="open">Makes a handler, for one delivery.</param>
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
            throw new InvalidOperationException($"{handler.Name} handles no queue of the topology '{Topology.Name}': it implements the IConsumer of none.");
        }

        List<ConsumerSubscription> subscriptions = [];
        foreach (QueueSubscriber subscriber in subscribers)
        {
            subscriptions.Add(await subscriber.SubscribeAsync(this, open, options, cancellationToken).ConfigureAwait(false));
        }

        return subscriptions;
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

        List<ConsumerSubscription> subscriptions = [];
        foreach (RpcServiceDescriptor service in services)
        {
            RpcServer server = new ScopedRpcServer(service, open);
            subscriptions.Add(await RpcServer.ServeAsync(this, server, options, cancellationToken).ConfigureAwait(false));
        }

        return subscriptions;
    }

    private TopologyDescriptor Topology => Options.Topology?.Descriptor ?? TopologyDescriptor.Empty;
}
