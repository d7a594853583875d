using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Who consumes. Consumers with room go round in a circle; one without leaves it and waits on its connection's output.
public partial class Queue
{
    private readonly List<Consumer> _consumers = [];

    // Null before it has consumers for the first time: most queues of a broker that has very many have none.
    private ActiveConsumers? _active;

    // The one that gets messages, where only one does.
    private Consumer? _sole;

    /// <summary>Number of consumers.</summary>
    public int ConsumerCount
    {
        get
        {
            lock (_gate)
            {
                return _consumers.Count;
            }
        }
    }

    /// <summary>Whether nothing is going on: no delivery is unsettled, no message could be delivered now.</summary>
    internal virtual bool IsQuiet
    {
        get
        {
            lock (_gate)
            {
                return _unacked == 0 && (_ready.Count == 0 || !_consumers.Exists(consumer => MayGet(consumer) && CanTakeMore(consumer)));
            }
        }
    }

    /// <summary>Its consumers at this moment, for those who only look; and the one that gets messages, where only one does.</summary>
    internal (Consumer[] All, Consumer? Sole) ConsumersNow
    {
        get
        {
            lock (_gate)
            {
                return ([.. _consumers], _sole);
            }
        }
    }

    /// <summary>For the holder of the lock.</summary>
    private protected List<Consumer> Consumers => _consumers;

    /// <summary>Adds a consumer; delivery begins with <see cref="Start"/>.</summary>
    /// <exception cref="AmqpChannelException">
    /// 403: the queue is consumed exclusively, or is to be although others consume it. 404: it was deleted.
    /// </exception>
    internal void AddConsumer(Consumer consumer)
    {
        lock (_gate)
        {
            if (_isDeleted)
            {
                // It went after it was looked up.
                throw Refusal.Channel(ReplyCode.NotFound, $"no queue '{Name}' in vhost '{VirtualHost.Name}'", MethodId.BasicConsume);
            }

            bool isShared = _settings is { SingleActiveConsumer: true };
            if (consumer.Exclusive ? isShared || _consumers.Count > 0 : _consumers.Count > 0 && _consumers[0].Exclusive)
            {
                throw Refusal.Channel(
                    ReplyCode.AccessRefused, $"queue '{Name}' in vhost '{VirtualHost.Name}' in exclusive use", MethodId.BasicConsume);
            }

            _active ??= new ActiveConsumers();
            _consumers.Add(consumer);
            if (isShared)
            {
                _sole ??= consumer;
            }
        }
    }

    /// <summary>Delivers to a consumer for the first time.</summary>
    internal virtual void Start(Consumer consumer, Turn turn)
    {
        lock (_gate)
        {
            consumer.IsStarted = true;
            Resume(consumer, turn);
        }
    }

    /// <summary>Removes a consumer. Nothing is delivered to it any more; what it holds unacked it keeps.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <param name="turn">Where only one gets messages, the next one begins in it.</param>
    /// <returns>True when that was the last one of an auto-delete queue, which the caller then reports to the virtual host.</returns>
    internal bool RemoveConsumer(Consumer consumer, Turn turn)
    {
        lock (_gate)
        {
            if (consumer.IsCancelled)
            {
                return false;
            }

            consumer.IsCancelled = true;
            _consumers.Remove(consumer);
            _active?.Remove(consumer);
            Touch();

            lock (consumer.Channel.Output.Gate)
            {
                consumer.Channel.Output.Forget(consumer);
            }

            if (consumer == _sole)
            {
                PassOn(turn);
            }

            return Declaration.AutoDelete && _consumers.Count == 0 && !_isDeleted;
        }
    }

    private void CancelConsumers()
    {
        foreach (Consumer consumer in _consumers)
        {
            consumer.IsCancelled = true;
            consumer.Channel.OnQueueDeleted(consumer);
        }

        _consumers.Clear();
        _active?.Clear();
        _sole = null;
    }

    private bool MayGet(Consumer consumer) => _sole is null || _sole == consumer;

    // To the one that waits longest; of a classic queue, among those of the highest priority.
    private void PassOn(Turn turn)
    {
        _sole = IsQuorum ? _consumers.FirstOrDefault() : _consumers.MaxBy(static consumer => consumer.Priority);
        if (_sole is { IsStarted: true })
        {
            turn.OweStart(_sole);
        }
    }

    private protected static bool CanTakeMore(Consumer consumer)
    {
        lock (consumer.Channel.Output.Gate)
        {
            return consumer.HasRoom;
        }
    }
}
