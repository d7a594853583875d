using TypedAmqp.Consuming;
using TypedAmqp.Recovery;
using TypedAmqp.Topologies;

namespace TypedAmqp;

/// <content>Consuming.</content>
public sealed partial class AmqpBus
{
    private readonly Lock _subscriptionsLock = new();
    private readonly HashSet<ConsumerSubscription> _subscriptions = [];
    private bool _isEnding;

    /// <summary>Consumes the queue that the consumer's type names.</summary>
    /// <typeparam name="TQueue">The queue: it follows from the consumer.</typeparam>
    /// <param name="consumer">
    /// Handles what arrives, as in <c>class BillingHandler : Billing.IConsumer</c>; or many messages at a time, as in <c>Billing.IBatchConsumer</c>.
    /// </param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscription.</param>
    /// <returns>The subscription, which the broker has confirmed.</returns>
    /// <exception cref="Protocol.AmqpException">The broker refused, for instance because there is no such queue (404).</exception>
    public Task<ConsumerSubscription> ConsumeAsync<TQueue>(IConsumer<TQueue> consumer, CancellationToken cancellationToken = default)
        where TQueue : IQueue => ConsumeAsync(consumer, [], SubscriptionOptions.Default, cancellationToken);

    /// <summary>Consumes the queue that the consumer's type names.</summary>
    /// <typeparam name="TQueue">The queue: it follows from the consumer.</typeparam>
    /// <param name="consumer">Handles what arrives.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up subscribing; it does not end the subscription.</param>
    /// <returns>The subscription, which the broker has confirmed.</returns>
    /// <exception cref="Protocol.AmqpException">The broker refused, for instance because there is no such queue (404).</exception>
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
    /// <exception cref="Protocol.AmqpException">The broker refused, for instance because there is no such queue (404).</exception>
    public async Task<ConsumerSubscription> ConsumeAsync<TQueue>(
        IConsumer<TQueue> consumer,
        IEnumerable<QueueBinding<TQueue>> bindings,
        SubscriptionOptions? options = null,
        CancellationToken cancellationToken = default)
        where TQueue : IQueue
    {
        ArgumentNullException.ThrowIfNull(consumer);
        ArgumentNullException.ThrowIfNull(bindings);
        IBatchConsumer<TQueue>? batchConsumer = consumer as IBatchConsumer<TQueue>;
        options = (options ?? SubscriptionOptions.Default).Resolve(inBatches: batchConsumer is not null);
        if (batchConsumer is not null && options.Concurrency > 1 && TQueue.OrderKey is not null)
        {
            throw new ArgumentException(
                $"The queue '{TQueue.Descriptor.Name}' has [OrderBy], and batches that are handled beside each other keep no order: leave Concurrency at 1.",
                nameof(options));
        }

        QueueDescriptor descriptor = Names.Rename(TQueue.Descriptor);
        ConsumeOptions consume = new()
        {
            ConsumerTag = options.ConsumerTag ?? "",
            NoAck = options.AckMode == AckMode.None,
            Exclusive = options.Exclusive,
            Prefetch = options.Prefetch,
            Concurrency = options.Concurrency,
            OrderKey = TQueue.OrderKey,
        };
        StreamPosition? position = descriptor.Type == QueueType.Stream || options.Offset is not null ? new StreamPosition(options.Offset) : null;
        RetryPolicy? retry = descriptor.Retry is { } declared ? new RetryPolicy(declared, Publishing) : null;
        RunTimeBindings bound = new(bindings.Select(binding => new RunTimeBinding(Names.Exchange(binding.Exchange), binding.RoutingKey)));
        return await SubscribeAsync(OpenAsync, bound, cancellationToken).ConfigureAwait(false);

        Task<ConsumerOpening> OpenAsync(ConsumerSubscription subscription, int epoch, CancellationToken cancellationToken) => OpenConsumerAsync(
            epoch,
            async channel =>
            {
                channel.Unsettled = options.AckMode == AckMode.Manual ? new OpenDeliveries() : null;
                string queue = await PrepareAsync(channel, epoch, descriptor, subscription.Bindings, cancellationToken).ConfigureAwait(false);
                PumpSettings settings = new(queue, Options, subscription)
                {
                    AckMode = options.AckMode,
                    Descriptor = descriptor with { Name = queue },
                    Retry = retry,
                    AckBatchSize = options.AckBatchSize!.Value,
                    AckDelay = options.AckDelay,
                    BatchSize = options.BatchSize!.Value,
                    BatchDelay = options.BatchDelay!.Value,
                    HandlerTimeout = options.HandlerTimeout,
                    Position = position,
                };
                return (queue, batchConsumer is not null
                    ? new BatchPump<TQueue>(batchConsumer, settings)
                    : new ConsumerPump<TQueue>(consumer, settings));
            },
            consume with { Arguments = options.ToArguments(position is null ? options.Offset : position.Begin(epoch)) },
            cancellationToken);
    }

    /// <summary>Begins a subscription, whose consumer is opened now and whenever it was lost.</summary>
    internal async Task<ConsumerSubscription> SubscribeAsync(OpenConsumer open, RunTimeBindings bindings, CancellationToken cancellationToken)
    {
        ConsumerSubscription subscription = await ConsumerSubscription.StartAsync(this, open, bindings, cancellationToken).ConfigureAwait(false);
        bool isLate;
        lock (_subscriptionsLock)
        {
            isLate = _isEnding;
            _subscriptions.Add(subscription);
        }

        _ = ForgetAsync(subscription);
        if (isLate)
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw CloseReason.ByProgram("the bus was stopped meanwhile").ToConnectionException();
        }

        return subscription;
    }

    internal Task<AmqpChannel> OpenChannelAsync(CancellationToken cancellationToken) => OpenChannelAsync(epoch: 0, cancellationToken);

    /// <summary>Opens a channel for a consumer, prepares it, and consumes. Whatever fails, the channel is not left behind.</summary>
    internal async Task<ConsumerOpening> OpenConsumerAsync(
        int epoch, Func<AmqpChannel, Task<(string Queue, DeliveryPump Pump)>> prepare, ConsumeOptions options, CancellationToken cancellationToken)
    {
        AmqpChannel channel = await OpenChannelAsync(epoch, cancellationToken).ConfigureAwait(false);
        try
        {
            (string queue, DeliveryPump pump) = await prepare(channel).ConfigureAwait(false);
            AmqpConsumer consumer = await channel.ConsumeAsync(queue, pump, options, cancellationToken).ConfigureAwait(false);
            return new ConsumerOpening(channel, consumer, pump);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Declares a queue or service of the topology again, with its bindings, for a consumer that takes the place of another: the queue may be what
    /// was lost.
    /// </summary>
    internal async Task DeclareAgainAsync(int epoch, string queue, CancellationToken cancellationToken)
    {
        if (epoch > 1 && Options.TopologyMode == TopologyMode.Apply)
        {
            AmqpConnection connection = await Source.WhenOpenAsync(cancellationToken).ConfigureAwait(false);
            await new TopologyDeclarer(connection, _topology, Compared).RunAsync(queue, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<AmqpChannel> OpenChannelAsync(int epoch, CancellationToken cancellationToken)
    {
        AmqpConnection connection = await Source.WhenOpenAsync(cancellationToken).ConfigureAwait(false);
        AmqpChannelOptions options = new() { PublisherConfirms = false, Epoch = epoch };
        return await connection.OpenChannelAsync(options, cancellationToken).ConfigureAwait(false);
    }

    // A queue that the broker names is declared for each consumer, and bound before anything is consumed.
    private async Task<string> PrepareAsync(
        AmqpChannel channel, int epoch, QueueDescriptor descriptor, RunTimeBindings bindings, CancellationToken cancellationToken)
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
        else
        {
            await DeclareAgainAsync(epoch, queue, cancellationToken).ConfigureAwait(false);
        }

        foreach (RunTimeBinding binding in bindings.All)
        {
            await channel.BindQueueAsync(queue, binding.Exchange, binding.RoutingKey, arguments: null, cancellationToken).ConfigureAwait(false);
        }

        return queue;
    }

    private async Task ForgetAsync(ConsumerSubscription subscription)
    {
        await subscription.Completion.ConfigureAwait(false);
        lock (_subscriptionsLock)
        {
            _subscriptions.Remove(subscription);
        }
    }

    /// <summary>
    /// Ends the subscriptions and then the connection. A handler that calls it is not waited for by itself: it is acknowledged before the connection
    /// closes.
    /// </summary>
    /// <param name="begin">Begins to end a subscription: up to where handlers are waited for.</param>
    private async Task EndAsync(Func<ConsumerSubscription, Task<Task>> begin)
    {
        ConsumerSubscription[] running;
        lock (_subscriptionsLock)
        {
            _isEnding = true;
            running = [.. _subscriptions];
        }

        Task closed = CloseAfterAsync(await Task.WhenAll(running.Select(begin)).ConfigureAwait(false));
        if (DeliveryPump.Caller?.Bus != this)
        {
            await closed.ConfigureAwait(false);
        }
    }

    private async Task CloseAfterAsync(Task[] subscriptions)
    {
        await Task.WhenAll(subscriptions).ConfigureAwait(false);
        await Source.CloseAsync().ConfigureAwait(false);
    }
}
