using TypedAmqp.Channels;
using TypedAmqp.Connections;
using TypedAmqp.Consuming;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <content>Consuming, fetching and settling.</content>
public sealed partial class AmqpChannel
{
    private readonly Dictionary<byte[], AmqpConsumer> _consumers = new(OctetComparer.Instance);
    private AmqpConsumer? _lastConsumer;
    private readonly Lock _prefetchGate = new();

    /// <summary>The limit of the next consumer; a channel begins without one.</summary>
    private ushort _prefetch;

    /// <summary>
    /// Limits how many unsettled messages the broker sends ahead: <c>basic.qos</c>. Consumers get their own limit from
    /// <see cref="ConsumeOptions.Prefetch"/> or <see cref="AmqpChannelOptions.Prefetch"/>; this one is for a limit that the channel's consumers
    /// share.
    /// </summary>
    /// <param name="count">The limit; 0 for none.</param>
    /// <param name="global">
    /// Whether it is shared by the consumers of the channel, rather than each later consumer's own. RabbitMQ's meaning of the flag.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The channel or connection is closed, or the broker closes it because of this.</exception>
    public Task SetPrefetchAsync(ushort count, bool global = false, CancellationToken cancellationToken = default)
    {
        lock (_prefetchGate)
        {
            if (!global)
            {
                _prefetch = count;
            }

            return Call(new BasicQos { PrefetchCount = count, Global = global }, MethodId.BasicQosOk, cancellationToken);
        }
    }

    /// <summary>Consumes from a queue: <c>basic.consume</c>. Deliveries begin at once.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="handler">What is done with each message.</param>
    /// <param name="options">How; null for one at a time with acknowledgements.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <returns>The consumer, which the broker has confirmed.</returns>
    /// <exception cref="AmqpChannelClosedException">The broker refused, e.g. 404 when there is no such queue; or the channel was closed.</exception>
    /// <exception cref="AmqpConnectionClosedException">The connection is closed, or the broker closes it because of this.</exception>
    public async Task<AmqpConsumer> ConsumeAsync(
        string queue, IMessageHandler handler, ConsumeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new ConsumeOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Concurrency, 1);
        ushort prefetch = options.Prefetch ?? _options.Prefetch;
        AmqpConsumer consumer = new(this, queue, handler, options, bounded: !options.NoAck && prefetch > 0);
        Task qos = Task.CompletedTask;
        Task<bool> consume;
        lock (_prefetchGate)
        {
            // The limit is that of the consumers which come next: no other may come between.
            if (!options.NoAck && prefetch != _prefetch)
            {
                qos = SetPrefetchAsync(prefetch, cancellationToken: cancellationToken);
            }

            consume = Call(
                new BasicConsume
                {
                    Queue = queue,
                    ConsumerTag = options.ConsumerTag,
                    NoAck = options.NoAck,
                    Exclusive = options.Exclusive,
                    Arguments = options.Arguments,
                },
                MethodId.BasicConsumeOk,
                arguments => Begin(consumer, BasicConsumeOk.Read(arguments).ConsumerTag.Octets),
                cancellationToken);
        }

        try
        {
            await Task.WhenAll(qos, consume).ConfigureAwait(false);
        }
        catch
        {
            // Given up on, though the broker may go on and confirm it: then it is cancelled, and what came for it goes back.
            Abandon(consumer);
            throw;
        }

        return consumer;
    }

    /// <summary>Fetches one message: <c>basic.get</c>. For a stream of messages, consume.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="noAck">Whether the broker takes the message for done as soon as it is sent.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <returns>The message, or null when the queue is empty.</returns>
    /// <exception cref="AmqpException">The channel or connection is closed, or the broker closes it because of this.</exception>
    public async Task<GetResult?> GetAsync(string queue, bool noAck = false, CancellationToken cancellationToken = default)
    {
        GetCall call = new(noAck);
        try
        {
            return await Send(new BasicGet { Queue = queue, NoAck = noAck }, call, call.Result, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // Nobody would settle a message that comes now.
            if (call.GiveUp() is GetResult late && !noAck && IsOpen)
            {
                await late.Message.Delivery.RequeueAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    /// <summary>Acknowledges: <c>basic.ack</c>.</summary>
    /// <param name="deliveryTag">The delivery.</param>
    /// <param name="multiple">Whether all earlier unsettled deliveries of the channel are meant too.</param>
    /// <param name="cancellationToken">Cancels it before it is sent.</param>
    /// <exception cref="AmqpException">The channel or connection is closed.</exception>
    public ValueTask AckAsync(ulong deliveryTag, bool multiple = false, CancellationToken cancellationToken = default) =>
        SendAsync(new BasicAck { DeliveryTag = deliveryTag, Multiple = multiple }, cancellationToken);

    /// <summary>Refuses: <c>basic.nack</c>, RabbitMQ's addition.</summary>
    /// <param name="deliveryTag">The delivery.</param>
    /// <param name="multiple">Whether all earlier unsettled deliveries of the channel are meant too.</param>
    /// <param name="requeue">Whether it goes back into the queue, rather than to the dead letters.</param>
    /// <param name="cancellationToken">Cancels it before it is sent.</param>
    /// <exception cref="AmqpException">The channel or connection is closed.</exception>
    public ValueTask NackAsync(ulong deliveryTag, bool multiple = false, bool requeue = true, CancellationToken cancellationToken = default) =>
        SendAsync(new BasicNack { DeliveryTag = deliveryTag, Multiple = multiple, Requeue = requeue }, cancellationToken);

    /// <summary>Refuses one delivery: <c>basic.reject</c>.</summary>
    /// <param name="deliveryTag">The delivery.</param>
    /// <param name="requeue">Whether it goes back into the queue, rather than to the dead letters.</param>
    /// <param name="cancellationToken">Cancels it before it is sent.</param>
    /// <exception cref="AmqpException">The channel or connection is closed.</exception>
    public ValueTask RejectAsync(ulong deliveryTag, bool requeue = true, CancellationToken cancellationToken = default) =>
        SendAsync(new BasicReject { DeliveryTag = deliveryTag, Requeue = requeue }, cancellationToken);

    /// <summary>Asks for every unsettled message of the channel again: <c>basic.recover</c>.</summary>
    /// <param name="requeue">Whether they go back to their queues, which is all that RabbitMQ supports.</param>
    /// <param name="cancellationToken">Ends the wait for the broker's answer.</param>
    /// <exception cref="AmqpException">The channel or connection is closed, or the broker closes it because of this.</exception>
    public Task RecoverAsync(bool requeue = true, CancellationToken cancellationToken = default) =>
        Call(new BasicRecover { Requeue = requeue }, MethodId.BasicRecoverOk, cancellationToken);

    /// <summary>
    /// Which deliveries are still to be settled, where that is left to handlers; null where it is not. Set before anything is consumed.
    /// </summary>
    internal OpenDeliveries? Unsettled { get; set; }

    /// <summary>Settles a delivery, once.</summary>
    /// <exception cref="InvalidOperationException">It was settled before.</exception>
    internal ValueTask SettleAsync(Delivery delivery, Settlement settlement) => IsOpen && !delivery.TryTake()
        ? throw delivery.IsSettled()
        : SettleTakenAsync(delivery, settlement);

    /// <summary>Settles a delivery that the caller has taken.</summary>
    internal ValueTask SettleTakenAsync(Delivery delivery, Settlement settlement)
    {
        if (delivery.Epoch != Epoch)
        {
            return ValueTask.CompletedTask;
        }

        try
        {
            return settlement == Settlement.Ack
                ? AckAsync(delivery.Tag)
                : RejectAsync(delivery.Tag, requeue: settlement == Settlement.Requeue);
        }
        catch (AmqpException) when (Epoch > 0 && (_connection.Reason ?? _reason) is { Initiator: not CloseInitiator.Application })
        {
            // Lost, and another channel takes its place: the broker has put the message back by itself.
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>
    /// Writes an acknowledgement, unless the channel has been opened anew since. What it leaves to do is <see cref="FlushAcks"/>, outside of any
    /// lock.
    /// </summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    internal bool WriteAck(ulong deliveryTag, bool multiple, int epoch) =>
        epoch == Epoch && WriteLocked(new BasicAck { DeliveryTag = deliveryTag, Multiple = multiple });

    /// <summary>Uses the right to flush that <see cref="WriteAck"/> gave.</summary>
    internal void FlushAcks() => _output.Flush(FlushHint.More);

    internal Task CancelAsync(AmqpConsumer consumer, CancellationToken cancellationToken) => Call(
        new BasicCancel { ConsumerTag = consumer.ConsumerTag },
        MethodId.BasicCancelOk,
        _ => End(consumer, CloseReason.ByProgram("cancelled by the program")),
        cancellationToken);

    /// <summary>
    /// A handler threw. The broker puts back whatever is unsettled when the channel closes: nothing is lost, and it does not go unseen.
    /// </summary>
    internal void FailHandler(AmqpConsumer consumer, Exception e) => CloseBecause(new CloseReason(
        CloseInitiator.Library, ReplyCode.InternalError,
        $"The handler of consumer '{consumer.ConsumerTag}' threw {e.GetType().Name}: {e.Message}", Cause: e));

    private ValueTask SendAsync<TMethod>(in TMethod method, CancellationToken cancellationToken)
        where TMethod : struct, IMethod<TMethod>, allows ref struct
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (WriteLocked(method))
        {
            _output.Flush(FlushHint.More);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>On the read loop: the next frame may already be a delivery.</summary>
    private bool Begin(AmqpConsumer consumer, ReadOnlySpan<byte> tag)
    {
        bool abandoned;
        lock (_gate)
        {
            consumer.Begin(tag);
            _consumers[consumer.TagOctets] = consumer;
            _lastConsumer = consumer;
            abandoned = consumer.IsAbandoned;
        }

        if (abandoned)
        {
            _ = consumer.DisposeAsync().AsTask();
        }

        return true;
    }

    private void Abandon(AmqpConsumer consumer)
    {
        bool began;
        lock (_gate)
        {
            consumer.IsAbandoned = true;
            began = consumer.ConsumerTag.Length > 0;
        }

        if (began && IsOpen)
        {
            _ = consumer.DisposeAsync().AsTask();
        }
    }

    private bool End(AmqpConsumer consumer, CloseReason reason)
    {
        lock (_gate)
        {
            _consumers.Remove(consumer.TagOctets);
            _lastConsumer = null;
        }

        // What came in the same batch, before this: the dispatch loops end when they find nothing more.
        consumer.Deliveries.Show();
        consumer.End(reason, channelGone: false);
        return true;
    }

    /// <summary>
    /// The broker cancelled a consumer, because its queue is gone. Section "consumer cancel notification" of RabbitMQ's extensions.
    /// </summary>
    private void OnCancel(BasicCancel cancel)
    {
        AmqpConsumer? consumer = FindConsumer(cancel.ConsumerTag.Octets);
        if (!cancel.NoWait && WriteLocked(new BasicCancelOk { ConsumerTag = cancel.ConsumerTag }))
        {
            _output.Flush(FlushHint.More);
        }

        if (consumer is not null)
        {
            End(consumer, new CloseReason(
                CloseInitiator.Broker, ReplyCode.NotFound,
                $"The broker cancelled the consumer: queue '{consumer.Queue}' was deleted or is not available."));
        }
    }

    private AmqpConsumer? FindConsumer(ReadOnlySpan<byte> tag)
    {
        AmqpConsumer? last = _lastConsumer;
        if (last is not null && tag.SequenceEqual(last.TagOctets))
        {
            return last;
        }

        lock (_gate)
        {
            _consumers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(tag, out last);
            _lastConsumer = last;
        }

        return last;
    }
}
