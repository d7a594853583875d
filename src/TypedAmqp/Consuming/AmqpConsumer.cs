using System.Runtime.CompilerServices;
using System.Text;
using TypedAmqp.Consuming;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>A subscription to a queue. Its messages go to an <see cref="IMessageHandler"/>, on dispatch loops of its own.</summary>
public sealed class AmqpConsumer : IAsyncDisposable
{
    private readonly AmqpChannel _channel;
    private readonly IMessageHandler _handler;
    private readonly IIdleHandler? _idleHandler;
    private readonly IBatchHandler? _batchHandler;
    private readonly ConsumeOptions _options;
    private readonly CancellationTokenSource _gone = new();
    private readonly TaskCompletionSource<CloseReason> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CloseReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _goneToken;
    private int _cancelled;
    private CloseReason? _reason;

    internal AmqpConsumer(AmqpChannel channel, string queue, IMessageHandler handler, ConsumeOptions options, bool bounded)
    {
        _channel = channel;
        _handler = handler;
        _idleHandler = handler as IIdleHandler;
        _batchHandler = handler as IBatchHandler;
        _options = options;
        _goneToken = _gone.Token;
        Queue = queue;
        Epoch = channel.Epoch;
        IsBoundedByBroker = bounded;
        Deliveries = new DeliveryQueue(IsOrdered || _batchHandler is not null ? 1 : options.Concurrency, channel.Work);
    }

    /// <summary>The queue that it consumes from.</summary>
    public string Queue { get; }

    /// <summary>Its name within the channel, as the broker confirmed it.</summary>
    public string ConsumerTag { get; private set; } = "";

    /// <summary>Whether the broker delivers to it.</summary>
    public bool IsActive => Volatile.Read(ref _reason) is null && ConsumerTag.Length > 0;

    /// <summary>
    /// Completes when the consumer ended and its last handler returned, with the reason: cancelled here, cancelled by the broker because the queue is
    /// gone, or the close of the channel or connection. It never faults. A handler that awaits this waits for itself.
    /// </summary>
    public Task<CloseReason> Completion => _completion.Task;

    /// <summary>Completes when no more deliveries come, with the reason; handlers may still be at work. It never faults.</summary>
    internal Task<CloseReason> Ended => _ended.Task;

    internal DeliveryQueue Deliveries { get; }

    /// <summary>Whether a prefetch limits what the broker sends ahead, so that the read loop need not stop for it.</summary>
    internal bool IsBoundedByBroker { get; }

    internal byte[] TagOctets { get; private set; } = [];

    /// <summary>Whether its caller gave up before the broker confirmed it. Guarded by the channel's lock.</summary>
    internal bool IsAbandoned { get; set; }

    /// <summary>Whether it is in the read loop's list of consumers that got something. Read loop only.</summary>
    internal bool IsTouched { get; set; }

    /// <summary>Which opening of its channel it was subscribed on.</summary>
    internal int Epoch { get; }

    /// <summary>
    /// Stops the deliveries: <c>basic.cancel</c>. Messages that were received and not begun go back to the queue, or, without acknowledgements, are
    /// still handled. Handlers that run go on; await <see cref="Completion"/> to wait for them. It may be called from a handler.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="TimeoutException">The broker did not answer in time.</exception>
    public Task CancelAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Exchange(ref _cancelled, 1);
        return Volatile.Read(ref _reason) is null ? _channel.CancelAsync(this, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>
    /// Cancels it, as <see cref="CancelAsync"/> does, unless it has ended. It does not wait for handlers. An unresponsive broker is not an error
    /// here.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmqpException or TimeoutException)
        {
            // The channel or connection closed meanwhile, which ends the consumer as well; Completion has the reason. Or the broker does not
            // answer: whatever comes goes back to the queue, and the consumer ends with its channel.
        }
    }

    /// <summary>The broker answered <c>basic.consume</c>. On the read loop, before any delivery.</summary>
    internal void Begin(ReadOnlySpan<byte> tag)
    {
        TagOctets = tag.ToArray();
        ConsumerTag = Encoding.UTF8.GetString(tag);
        _ = CompleteAsync(_batchHandler is not null ? BeginBatches(_batchHandler) : IsOrdered ? BeginOrdered() : BeginUnordered());
    }

    /// <summary>No more deliveries come. Called once or more, from anywhere; the first reason stays.</summary>
    internal void End(CloseReason reason, bool channelGone)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        if (channelGone)
        {
            // Asynchronously: what a handler registered on the token does not run on the read loop.
            _ = _gone.CancelAsync();
        }

        Deliveries.Close();
        _ended.TrySetResult(_reason);
        if (ConsumerTag.Length == 0)
        {
            _completion.TrySetResult(_reason);
        }
    }

    /// <summary>Gives a message to the handler; or back to the queue, when the consumer was cancelled meanwhile.</summary>
    internal ValueTask HandleAsync(in DeliveryEntry entry, object? decoded = null)
    {
        if (_goneToken.IsCancellationRequested)
        {
            return ValueTask.CompletedTask;
        }

        ReceivedMessage message = new(_channel, Epoch, entry, decoded: decoded);
        if (Volatile.Read(ref _cancelled) != 0 && !_options.NoAck)
        {
            return RequeueAsync(message.Delivery);
        }

        try
        {
            ValueTask handling = _handler.HandleAsync(message, _goneToken);
            return handling.IsCompletedSuccessfully ? ValueTask.CompletedTask : AwaitAsync(handling);
        }
        catch (Exception e)
        {
            Fail(e);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>
    /// Gives messages to the handler, in a batch that is used again; or back to the queue, when the consumer was cancelled meanwhile.
    /// </summary>
    internal async ValueTask HandleAsync(ArraySegment<DeliveryEntry> entries, ReceivedBatch batch)
    {
        if (_goneToken.IsCancellationRequested)
        {
            return;
        }

        batch.Fill(_channel, Epoch, entries);
        if (Volatile.Read(ref _cancelled) == 0 || _options.NoAck)
        {
            await AwaitAsync(_batchHandler!.HandleAsync(batch, _goneToken)).ConfigureAwait(false);
        }
        else
        {
            foreach (ReceivedMessage message in batch)
            {
                await RequeueAsync(message.Delivery).ConfigureAwait(false);
            }
        }

        batch.Clear();
    }

    /// <summary>A dispatch loop has nothing to do.</summary>
    internal void OnIdle() => _idleHandler?.OnIdle();

    /// <summary>
    /// Finds out what a message is kept in order with. One whose key cannot be read is kept in order with none: its handler will say what is wrong.
    /// </summary>
    internal void Order(in DeliveryEntry entry, OrderedDeliveries ordered)
    {
        ReceivedMessage message = new(_channel, Epoch, entry);
        int? key;
        try
        {
            key = _options.OrderKey!(ref message);
        }
        catch (Exception)
        {
            message = message.With(decoded: null);
            key = null;
        }

        ordered.Add(in entry, message.Decoded, key);
    }

    private bool IsOrdered => _options is { OrderKey: not null, Concurrency: > 1 };

    private Task[] BeginUnordered()
    {
        Task[] loops = new Task[_options.Concurrency];
        for (int i = 0; i < loops.Length; i++)
        {
            // One at a time where several loops share the work; else as many as one lock can take.
            loops[i] = new Dispatcher(this, Deliveries, loops.Length == 1 ? 32 : 1).RunAsync();
        }

        return loops;
    }

    private Task[] BeginBatches(IBatchHandler handler) => [new BatchDispatcher(this, Deliveries, handler, _options.Concurrency).RunAsync()];

    private Task[] BeginOrdered()
    {
        OrderedDeliveries ordered = new(_options.Concurrency, _channel.Work);
        Task[] loops = new Task[1 + _options.Concurrency];
        loops[0] = new Dispatcher(this, Deliveries, batch: 32, ordered).RunAsync();
        for (int i = 1; i < loops.Length; i++)
        {
            loops[i] = new OrderedDispatcher(this, ordered, Deliveries).RunAsync();
        }

        return loops;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask handling)
    {
        try
        {
            await handling.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private static async ValueTask RequeueAsync(Delivery delivery)
    {
        try
        {
            await delivery.RequeueAsync().ConfigureAwait(false);
        }
        catch (AmqpException)
        {
            // The channel closed meanwhile, which puts the message back as well.
        }
    }

    private void Fail(Exception e) => _channel.FailHandler(this, e);

    private async Task CompleteAsync(Task[] loops)
    {
        await Task.WhenAll(loops).ConfigureAwait(false);
        _completion.TrySetResult(_reason!);
    }
}
