using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A session of a client (AMQP 0-9-1, section 1.4). Its methods run on the connection's reader, one after the other; what deliveries need of it is
/// guarded by the lock of the connection's output.
/// </summary>
internal sealed partial class Channel(Connection connection, VirtualHost virtualHost, ushort number) : IPublisher
{
    // Consumers by tag. Guarded by the lock of the output: a queue that is deleted takes its consumers out.
    private readonly Dictionary<string, Consumer> _consumers = new(StringComparer.Ordinal);
    private ulong _lastDeliveryTag;
    private MessageStats _stats;
    private int _globalPrefetch;

    // Consumers of this channel on the queue that it is deleting: they hear of it after the answer. Guarded by the lock of the output.
    private List<string>? _heldNotices;

    // What consumers that begin from now on may hold each.
    private int _consumerPrefetch;

    // The queue that an empty name stands for.
    private string _lastDeclaredQueue = "";

    private ConnectionAccess Access => connection.Access;

    public ushort Number { get; } = number;

    public ConnectionOutput Output { get; } = connection.Output;

    public ChannelState State { get; private set; }

    /// <summary>Frames of it wait until there is memory again.</summary>
    public bool IsParked { get; set; }

    /// <summary>A message that is arriving in pieces.</summary>
    public ContentAssembly Content { get; } = new(virtualHost.Resources.Memory);

    /// <summary>It holds messages that no consumer can have yet: one that is still arriving, or those of an open transaction.</summary>
    public bool HoldsPending => Content.State != ContentState.None || _transaction is { Publishes.Count: > 0 };

    /// <summary>Guarded by the lock of the output.</summary>
    public UnackedMessages Unacked { get; } = new();

    /// <summary>
    /// How many of <see cref="Unacked"/> came through consumers; what was fetched does not count against the prefetch. Guarded by the lock of the
    /// output.
    /// </summary>
    public int UnackedByConsumers { get; set; }

    /// <summary>Whether the limit of the whole channel leaves room. Guarded by the lock of the output.</summary>
    public bool HasPrefetchRoom => _globalPrefetch == 0 || UnackedByConsumers < _globalPrefetch;

    /// <summary>
    /// What it counted. Deliveries, confirms and acknowledgements are counted under the lock of the output, the rest by the connection's reader.
    /// </summary>
    public ref MessageStats Stats => ref _stats;

    private Turn Turn => connection.Turn;

    /// <summary>Under the lock of the output.</summary>
    public ulong NextDeliveryTag() => ++_lastDeliveryTag;

    /// <summary>Sends a method, behind everything that was sent before.</summary>
    public void Send<T>(in T method)
        where T : struct, IMethod<T>, allows ref struct => connection.Send(Number, in method);

    /// <summary>Ends the channel because of an error of its client: tells it, and ignores what it sends until it has confirmed.</summary>
    public void Close(AmqpChannelException reason)
    {
        Abandon();
        State = ChannelState.Closing;
        Send(new ChannelClose
        {
            ReplyCode = reason.ReplyCode,
            ReplyText = ReplyText.Of(reason),
            ClassId = reason.FailingClassId,
            MethodId = reason.FailingMethodId,
        });
    }

    /// <summary>Ends its consumers, gives its unacked messages back, forgets what was not finished.</summary>
    public void Abandon()
    {
        Content.Abandon();
        RollBack();
        CancelConsumers();
        if (_replies is not null)
        {
            // Its consumer never came to be.
            EndDirectReply(_replies);
        }

        lock (Output.Gate)
        {
            _hasEnded = true;
            while (Unacked.TryTakeFirst(ulong.MaxValue, out UnackedMessage message))
            {
                Turn.Settle(Output, message, SettlementKind.Requeued);
            }

            UnackedByConsumers = 0;
        }

        Turn.Work();
        virtualHost.Totals.Remove(this);
    }

    /// <summary>Under the lock of the queue: it was deleted under this consumer.</summary>
    public void OnQueueDeleted(Consumer consumer)
    {
        lock (Output.Gate)
        {
            Output.Forget(consumer);
            bool isKnown = _consumers.TryGetValue(consumer.Tag, out Consumer? known) && known == consumer && _consumers.Remove(consumer.Tag);
            if (!isKnown || !connection.WantsCancelNotices)
            {
                // It has ended already, or its client would not understand.
                return;
            }

            if (_heldNotices is not null)
            {
                _heldNotices.Add(consumer.Tag);
                return;
            }

            WriteCancelNotice(consumer.Tag);
        }

        Output.FlushLater();
    }

    // Guarded by the lock of the output.
    private void WriteCancelNotice(string tag) => FrameWriter.WriteMethod(Output, Number, new BasicCancel { ConsumerTag = tag, NoWait = true });

    private void CancelConsumers()
    {
        Consumer[] consumers;
        lock (Output.Gate)
        {
            consumers = [.. _consumers.Values];
            _consumers.Clear();
        }

        foreach (Consumer consumer in consumers)
        {
            Cancel(consumer);
        }
    }

    private void Cancel(Consumer consumer)
    {
        if (consumer.Queue == _replies)
        {
            EndDirectReply(consumer.Queue);
        }
        else if (consumer.Queue.RemoveConsumer(consumer, Turn))
        {
            virtualHost.QueueBecameUnused(consumer.Queue);
        }
    }
}
