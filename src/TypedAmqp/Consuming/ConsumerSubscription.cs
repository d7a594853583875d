using TypedAmqp.Consuming;
using TypedAmqp.Recovery;

namespace TypedAmqp;

/// <summary>
/// A running consumer of a queue, or a running RPC server. Disposing it stops it. When its consumer is lost, with the connection or because the
/// broker cancelled it, another one takes its place; until the broker has confirmed that one, the bus is not healthy.
/// </summary>
public sealed partial class ConsumerSubscription : IAsyncDisposable
{
    private readonly AmqpBus _bus;
    private readonly OpenConsumer _open;
    private readonly RunTimeBindings _bindings;
    private readonly Lock _gate = new();
    private readonly List<ConsumerOpening> _openings = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<CloseReason> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _waitsForOthers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ConsumerOpening _current = null!;
    private int _epoch = 1;

    private ConsumerSubscription(AmqpBus bus, OpenConsumer open, RunTimeBindings bindings)
    {
        _bus = bus;
        _open = open;
        _bindings = bindings;
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

    /// <summary>The bus that it belongs to.</summary>
    internal AmqpBus Bus => _bus;

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
    /// Ends in peace: nothing new is taken, what was only sent ahead goes back to the queue, handlers at work finish, and what they did is
    /// acknowledged before the channel closes. One of its own handlers may call it; then that one goes on while the rest happens after it.
    /// </summary>
    /// <param name="cancellationToken">
    /// Asks handlers at work to give up, as <see cref="DisposeAsync"/> does at once. They are waited for nevertheless: this does not throw.
    /// </param>
    public Task StopAsync(CancellationToken cancellationToken = default) => WaitAsync(BeginStopAsync(cancellationToken));

    /// <summary>
    /// Stops: no more deliveries are asked for, handlers at work are asked to give up and waited for, and what they leave goes back to the queue. One
    /// of its own handlers may call it; then nobody waits for that one.
    /// </summary>
    public async ValueTask DisposeAsync() => await WaitAsync(BeginDisposeAsync()).ConfigureAwait(false);

    /// <summary>Begins to consume.</summary>
    internal static async Task<ConsumerSubscription> StartAsync(
        AmqpBus bus, OpenConsumer open, RunTimeBindings bindings, CancellationToken cancellationToken)
    {
        ConsumerSubscription subscription = new(bus, open, bindings);
        subscription.Take(await open(subscription, 1, cancellationToken).ConfigureAwait(false));
        _ = subscription.RunAsync();
        return subscription;
    }

    /// <summary>As <see cref="StopAsync"/>, up to where handlers are waited for: then nothing new is taken.</summary>
    /// <returns>The rest.</returns>
    internal async Task<Task> BeginStopAsync(CancellationToken cancellationToken)
    {
        await LeaveAsync().ConfigureAwait(false);
        await Task.WhenAll(Openings.Select(static opening => opening.Consumer.DisposeAsync().AsTask())).ConfigureAwait(false);
        return FinishAsync(cancellationToken);
    }

    /// <summary>As <see cref="DisposeAsync"/>, up to where handlers are waited for: then nothing new is taken, and they know.</summary>
    /// <returns>The rest.</returns>
    internal async Task<Task> BeginDisposeAsync()
    {
        await LeaveAsync().ConfigureAwait(false);
        await Task.WhenAll(Openings.Select(static opening => opening.StopAsync())).ConfigureAwait(false);
        return Completion;
    }

    /// <summary>It is no longer meant to be there.</summary>
    private async Task LeaveAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _bus.Health.Consumed(this);
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        // One whose cancel the broker did not answer is not waited for: it ends with its channel.
        Task completion = Task.WhenAll(Openings.Select(static opening => opening.Consumer)
            .Where(static consumer => !consumer.IsActive)
            .Select(static consumer => consumer.Completion));
        await completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (await BeginDisposeAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>
    /// Waits for the handlers, but never in a circle: one of its own does not, and one of another subscription only while none of these waits for
    /// others in turn.
    /// </summary>
    private async Task WaitAsync(Task<Task> beginning)
    {
        Task rest = await beginning.ConfigureAwait(false);
        if (DeliveryPump.Caller is not { } caller)
        {
            await rest.ConfigureAwait(false);
        }
        else if (caller != this)
        {
            caller._waitsForOthers.TrySetResult();
            await Task.WhenAny(rest, _waitsForOthers.Task).ConfigureAwait(false);
        }
    }
}
