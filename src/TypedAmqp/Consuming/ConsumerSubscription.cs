using TypedAmqp.Consuming;
using TypedAmqp.Recovery;

namespace TypedAmqp;

/// <summary>
/// A running consumer of a queue, or a running RPC server. Disposing it stops it. When its consumer is lost, with the connection or because the broker
/// cancelled it, another one takes its place; until the broker has confirmed that one, the bus is not healthy.
/// </summary>
public sealed partial class ConsumerSubscription : IAsyncDisposable
{
    private readonly AmqpBus _bus;
    private readonly OpenConsumer _open;
    private readonly RunTimeBindings _bindings;
    private readonly Action<ConsumerSubscription> _stopped;
    private readonly Lock _gate = new();
    private readonly List<ConsumerOpening> _openings = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<CloseReason> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConsumerOpening _current = null!;
    private int _epoch = 1;
    private int _disposed;

    private ConsumerSubscription(AmqpBus bus, OpenConsumer open, RunTimeBindings bindings, Action<ConsumerSubscription> stopped)
    {
        _bus = bus;
        _open = open;
        _bindings = bindings;
        _stopped = stopped;
    }

    /// <summary>The queue's name, as the broker chose it where it did; then another one after the connection was lost.</summary>
    public string Queue => _current.Consumer.Queue;

    /// <summary>How many deliveries were handled.</summary>
    public long Handled => Counts.Handled;

    /// <summary>How many deliveries ended with an exception of their handler.</summary>
    public long Failed => Counts.Failed;

    /// <summary>How many deliveries were none of the contracts that can arrive.</summary>
    public long Undecodable => Counts.Undecodable;

    /// <summary>Whether the broker sends at this moment: neither stopped here, nor cancelled by the broker, nor the channel lost.</summary>
    public bool IsRunning => _current.Consumer.IsActive;

    /// <summary>Which consumer of this subscription is the current one, from 1: one more each time that it was restored.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Completes when it ended, is not restored, and the last handler returned, with the reason. It never faults.</summary>
    public Task<CloseReason> Completion => _completion.Task;

    /// <summary>What became of its deliveries.</summary>
    internal DeliveryCounts Counts { get; } = new();

    /// <summary>The bindings that were chosen while running, which a queue that is declared anew gets again.</summary>
    internal RunTimeBindings Bindings => _bindings;

    /// <summary>Binds the queue while it is consumed.</summary>
    /// <typeparam name="TQueue">The queue.</typeparam>
    /// <param name="binding">The binding, as in <c>MyLogs.Bind("kern.*")</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task BindAsync<TQueue>(QueueBinding<TQueue> binding, CancellationToken cancellationToken = default)
        where TQueue : IQueue
    {
        RunTimeBinding bound = new(_bus.Names.Exchange(binding.Exchange), binding.RoutingKey);
        await _current.Channel.BindQueueAsync(Queue, bound.Exchange, bound.RoutingKey, arguments: null, cancellationToken).ConfigureAwait(false);
        _bindings.Add(bound);
    }

    /// <summary>Removes a binding while the queue is consumed.</summary>
    /// <typeparam name="TQueue">The queue.</typeparam>
    /// <param name="binding">The binding.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task UnbindAsync<TQueue>(QueueBinding<TQueue> binding, CancellationToken cancellationToken = default)
        where TQueue : IQueue
    {
        RunTimeBinding bound = new(_bus.Names.Exchange(binding.Exchange), binding.RoutingKey);
        _bindings.Remove(bound);
        await _current.Channel.UnbindQueueAsync(Queue, bound.Exchange, bound.RoutingKey, arguments: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Ends in peace: nothing new is taken, what was only sent ahead goes back to the queue, handlers at work finish, and what they did is acknowledged before
    /// the channel closes. One of its own handlers may call it; then that one goes on while the rest happens after it.
    /// </summary>
    /// <param name="cancellationToken">
    /// Asks handlers at work to give up, as <see cref="DisposeAsync"/> does at once. They are waited for nevertheless: this does not throw.
    /// </param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _bus.Health.Consumed(this);
        await Task.WhenAll(Openings.Select(static opening => opening.Consumer.DisposeAsync().AsTask())).ConfigureAwait(false);
        Task finished = FinishAsync(cancellationToken);
        if (!DeliveryPump.IsCalledFor(Counts))
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
        await _stopping.CancelAsync().ConfigureAwait(false);
        _bus.Health.Consumed(this);
        await Task.WhenAll(Openings.Select(static opening => opening.StopAsync())).ConfigureAwait(false);
        if (!DeliveryPump.IsCalledFor(Counts))
        {
            await Completion.ConfigureAwait(false);
        }
    }

    /// <summary>Begins to consume.</summary>
    internal static async Task<ConsumerSubscription> StartAsync(
        AmqpBus bus, OpenConsumer open, RunTimeBindings bindings, Action<ConsumerSubscription> stopped, CancellationToken cancellationToken)
    {
        ConsumerSubscription subscription = new(bus, open, bindings, stopped);
        subscription.Take(await open(subscription, 1, cancellationToken).ConfigureAwait(false));
        _ = subscription.RunAsync();
        return subscription;
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        // One whose cancel the broker did not answer is not waited for: it ends with its channel.
        Task completion = Task.WhenAll(Openings.Select(static opening => opening.Consumer).Where(static consumer => !consumer.IsActive).Select(static consumer => consumer.Completion));
        await completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync().ConfigureAwait(false);
    }
}
