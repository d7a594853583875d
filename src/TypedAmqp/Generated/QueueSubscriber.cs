using TypedAmqp.Consuming;

namespace TypedAmqp.Generated;

/// <summary>Subscribes handlers to a queue when their type is known only while running, as hosts do.</summary>
public abstract class QueueSubscriber
{
    private protected QueueSubscriber()
    {
    }

    /// <summary>The queue's name; empty when the broker chooses one.</summary>
    public abstract string Queue { get; }

    /// <summary>Makes the subscriber of a queue.</summary>
    /// <typeparam name="TQueue">The queue.</typeparam>
    public static QueueSubscriber For<TQueue>()
        where TQueue : IQueue => new Subscriber<TQueue>();

    /// <summary>Whether a type handles what arrives in the queue.</summary>
    /// <param name="handler">The handler's type.</param>
    public abstract bool Accepts(Type handler);

    /// <summary>Subscribes handlers that are made for each delivery or batch.</summary>
    /// <param name="bus">Where.</param>
    /// <param name="handler">The handlers' type, which <see cref="Accepts"/> takes.</param>
    /// <param name="open">Makes a handler, for one delivery or one batch.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task<ConsumerSubscription> SubscribeAsync(
        AmqpBus bus, Type handler, Func<HandlerScope> open, SubscriptionOptions options, CancellationToken cancellationToken);

    private sealed class Subscriber<TQueue> : QueueSubscriber
        where TQueue : IQueue
    {
        public override string Queue => TQueue.Descriptor.Name;

        public override bool Accepts(Type handler) => typeof(IConsumer<TQueue>).IsAssignableFrom(handler);

        public override Task<ConsumerSubscription> SubscribeAsync(
            AmqpBus bus, Type handler, Func<HandlerScope> open, SubscriptionOptions options, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(bus);
            IConsumer<TQueue> consumer = typeof(IBatchConsumer<TQueue>).IsAssignableFrom(handler)
                ? new ScopedBatchConsumer<TQueue>(open)
                : new ScopedConsumer<TQueue>(open);
            return bus.ConsumeAsync(consumer, options, cancellationToken);
        }
    }
}
