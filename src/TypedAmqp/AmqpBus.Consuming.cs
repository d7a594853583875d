using TypedAmqp.Consuming;
using TypedAmqp.Protocol;
using TypedAmqp.Topologies;

namespace TypedAmqp;

/// <content>Consuming.</content>
public sealed partial class AmqpBus
{
    private readonly Lock _subscriptionsLock = new();
    private readonly HashSet<ConsumerSubscription> _subscriptions = [];

    /// <summary>Consumes the queue that the consumer's type names.</summary>
    /// <typeparam name="TQueue">The queue: it follows from the consumer.</typeparam>
    /// <param name="consumer">Handles what arrives, as in <c>class BillingHandler : Billing.IConsumer</c>.</param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscription.</param>
    /// <returns>The subscription, which the broker has confirmed.</returns>
    /// <exception cref="AmqpException">The broker refused, for instance because there is no such queue (404).</exception>
    public Task<ConsumerSubscription> ConsumeAsync<TQueue>(IConsumer<TQueue> consumer, CancellationToken cancellationToken = default)
        where TQueue : IQueue => ConsumeAsync(consumer, [], SubscriptionOptions.Default, cancellationToken);

    /// <summary>Consumes the queue that the consumer's type names.</summary>
    /// <typeparam name="TQueue">The queue: it follows from the consumer.</typeparam>
    /// <param name="consumer">Handles what arrives.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscription.</param>
    /// <returns>The subscription, which the broker has confirmed.</returns>
    /// <exception cref="AmqpException">The broker refused, for instance because there is no such queue (404).</exception>
    public Task<ConsumerSubscription> ConsumeAsync<TQueue>(
        IConsumer<TQueue> consumer, SubscriptionOptions options, CancellationToken cancellationToken = default)
        where TQueue : IQueue => ConsumeAsync(consumer, [], options, cancellationToken);

    /// <summary>Consumes the queue that the consumer's type names, after binding it.</summary>
    /// <typeparam name="TQueue">The queue: it follows from the consumer.</typeparam>
    /// <param name="consumer">Handles what arrives.</param>
    /// <param name="bindings">Bindings that are chosen now, as in <c>[MyLogs.Bind("kern.*"), MyLogs.Bind("*.critical")]</c>.</param>
    /// <param name="options">How; as <see cref="SubscriptionOptions.Default"/> unless given.</param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscription.</param>
    /// <returns>The subscription, which the broker has confirmed.</returns>
    /// <exception cref="AmqpException">The broker refused, for instance because there is no such queue (404).</exception>
    public async Task<ConsumerSubscription> ConsumeAsync<TQueue>(
        IConsumer<TQueue> consumer,
        IEnumerable<QueueBinding<TQueue>> bindings,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default)
        where TQueue : IQueue
    {
        ArgumentNullException.ThrowIfNull(consumer);
        ArgumentNullException.ThrowIfNull(bindings);
        options = (options ?? SubscriptionOptions.Default).Resolve();
        QueueDescriptor descriptor = Names.Rename(TQueue.Descriptor);
        AmqpChannel channel = await OpenChannelAsync(cancellationToken).ConfigureAwait(false);
        string queue;
        try
        {
            queue = await PrepareAsync(channel, descriptor, bindings, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        ConsumeOptions consume = new()
        {
            ConsumerTag = options.ConsumerTag ?? "",
            NoAck = options.AckMode == AckMode.None,
            Exclusive = options.Exclusive,
            Prefetch = options.Prefetch,
            Concurrency = options.Concurrency,
            Arguments = options.ToArguments(),
        };
        PumpSettings settings = new(queue, Options)
        {
            AckMode = options.AckMode,
            RequeueFailed = descriptor.DeliveryLimit is > 0,
            Retry = descriptor.Retry is { } declared ? new RetryPolicy(declared, Publishing) : null,
            AckBatchSize = options.AckBatchSize!.Value,
            AckDelay = options.AckDelay,
            HandlerTimeout = options.HandlerTimeout,
        };
        ConsumerPump<TQueue> pump = new(consumer, settings);
        return await SubscribeAsync(channel, queue, pump, consume, cancellationToken).ConfigureAwait(false);
    }

    internal Task<AmqpChannel> OpenChannelAsync(CancellationToken cancellationToken) =>
        Connection.OpenChannelAsync(new AmqpChannelOptions { PublisherConfirms = false }, cancellationToken);

    internal async Task<ConsumerSubscription> SubscribeAsync(
        AmqpChannel channel, string queue, DeliveryPump pump, ConsumeOptions options, CancellationToken cancellationToken)
    {
        ConsumerSubscription subscription =
            await ConsumerSubscription.StartAsync(channel, queue, Names, pump, options, Forget, cancellationToken).ConfigureAwait(false);
        lock (_subscriptionsLock)
        {
            _subscriptions.Add(subscription);
        }

        return subscription;
    }

    // A queue that the broker names is declared for each subscription, and bound before anything is consumed.
    private async Task<string> PrepareAsync<TQueue>(
        AmqpChannel channel, QueueDescriptor descriptor, IEnumerable<QueueBinding<TQueue>> bindings, CancellationToken cancellationToken)
        where TQueue : IQueue
    {
        string queue = descriptor.Name;
        if (descriptor.IsServerNamed)
        {
            queue = (await channel.DeclareAsync(descriptor, cancellationToken).ConfigureAwait(false)).Name;
            foreach (BindingDescriptor binding in descriptor.Bindings)
            {
                await channel.BindAsync(binding, queue, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (QueueBinding<TQueue> binding in bindings)
        {
            await channel.BindQueueAsync(queue, Names.Exchange(binding.Exchange), binding.RoutingKey, arguments: null, cancellationToken).ConfigureAwait(false);
        }

        return queue;
    }

    private void Forget(ConsumerSubscription subscription)
    {
        lock (_subscriptionsLock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private async Task StopSubscriptionsAsync(Func<ConsumerSubscription, Task> stop)
    {
        ConsumerSubscription[] running;
        lock (_subscriptionsLock)
        {
            running = [.. _subscriptions];
        }

        // One may be stopping at this moment, without being here any more: the connection's close takes it along.
        await Task.WhenAll(running.Select(stop)).ConfigureAwait(false);
    }
}
