using TypedAmqp.Consuming;
using TypedAmqp.Topologies;

namespace TypedAmqp;

/// <summary>A running consumer of a queue, or a running RPC server. Disposing it stops it.</summary>
public sealed class ConsumerSubscription : IAsyncDisposable
{
    private readonly AmqpChannel _channel;
    private readonly AmqpConsumer _consumer;
    private readonly NameMap _names;
    private readonly DeliveryPump _pump;
    private readonly Action<ConsumerSubscription> _stopped;
    private int _disposed;

    private ConsumerSubscription(AmqpChannel channel, AmqpConsumer consumer, NameMap names, DeliveryPump pump, Action<ConsumerSubscription> stopped)
    {
        _channel = channel;
        _consumer = consumer;
        _names = names;
        _pump = pump;
        _stopped = stopped;
    }

    /// <summary>The queue's name, as the broker chose it where it did.</summary>
    public string Queue => _consumer.Queue;

    /// <summary>How many deliveries were handled.</summary>
    public long Handled => _pump.Handled;

    /// <summary>How many deliveries ended with an exception of their handler.</summary>
    public long Failed => _pump.Failed;

    /// <summary>How many deliveries were none of the contracts that can arrive.</summary>
    public long Undecodable => _pump.Undecodable;

    /// <summary>Whether the broker still sends: neither stopped here, nor cancelled by the broker, nor the channel lost.</summary>
    public bool IsRunning => _consumer.IsActive;

    /// <summary>Completes when it ended and the last handler returned, with the reason. It never faults.</summary>
    public Task<CloseReason> Completion => _consumer.Completion;

    /// <summary>Binds the queue while it is consumed.</summary>
    /// <typeparam name="TQueue">The queue.</typeparam>
    /// <param name="binding">The binding, as in <c>MyLogs.Bind("kern.*")</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task BindAsync<TQueue>(QueueBinding<TQueue> binding, CancellationToken cancellationToken = default)
        where TQueue : IQueue => _channel.BindQueueAsync(Queue, _names.Exchange(binding.Exchange), binding.RoutingKey, arguments: null, cancellationToken);

    /// <summary>Removes a binding while the queue is consumed.</summary>
    /// <typeparam name="TQueue">The queue.</typeparam>
    /// <param name="binding">The binding.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task UnbindAsync<TQueue>(QueueBinding<TQueue> binding, CancellationToken cancellationToken = default)
        where TQueue : IQueue => _channel.UnbindQueueAsync(Queue, _names.Exchange(binding.Exchange), binding.RoutingKey, arguments: null, cancellationToken);

    /// <summary>
    /// Ends in peace: nothing new is taken, what was only sent ahead goes back to the queue, handlers at work finish, and what they did is acknowledged before
    /// the channel closes. One of its own handlers may call it; then that one goes on while the rest happens after it.
    /// </summary>
    /// <param name="cancellationToken">
    /// Asks handlers at work to give up, as <see cref="DisposeAsync"/> does at once. They are waited for nevertheless: this does not throw.
    /// </param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _consumer.DisposeAsync().ConfigureAwait(false);
        Task finished = FinishAsync(cancellationToken);
        if (!_pump.IsCaller)
        {
            await finished.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Stops: no more deliveries are asked for, handlers at work are asked to give up and waited for, and what they leave goes back to the queue. One of
    /// its own handlers may call it; then nobody waits for that one.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stopped(this);
        await _consumer.DisposeAsync().ConfigureAwait(false);
        await _pump.StopAsync().ConfigureAwait(false);
        Task closed = CloseAsync();
        if (!_pump.IsCaller)
        {
            await closed.ConfigureAwait(false);
        }
    }

    /// <summary>Begins to consume, and owns the channel from now on, also when that fails.</summary>
    internal static async Task<ConsumerSubscription> StartAsync(
        AmqpChannel channel,
        string queue,
        NameMap names,
        DeliveryPump pump,
        ConsumeOptions options,
        Action<ConsumerSubscription> stopped,
        CancellationToken cancellationToken)
    {
        try
        {
            AmqpConsumer consumer = await channel.ConsumeAsync(queue, pump, options, cancellationToken).ConfigureAwait(false);
            return new ConsumerSubscription(channel, consumer, names, pump, stopped);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (!_consumer.IsActive)
        {
            Task completion = _consumer.Completion;
            await completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await DisposeAsync().ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        if (_consumer.IsActive)
        {
            // The broker did not answer the cancel. It ends with its channel, too, for which nobody needs to agree.
            await _channel.DisposeAsync().ConfigureAwait(false);
        }

        await _consumer.Completion.ConfigureAwait(false);
        _pump.Flush();
        await _channel.DisposeAsync().ConfigureAwait(false);
        _pump.Dispose();
    }
}
