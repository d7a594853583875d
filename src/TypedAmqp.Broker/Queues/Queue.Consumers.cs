using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Who consumes. Consumers with room go round in a circle; one without leaves it and waits on its connection's output.
public sealed partial class Queue
{
    private readonly List<Consumer> _consumers = [];
    private readonly Queue<Consumer> _active = new();

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
    internal bool IsQuiet
    {
        get
        {
            lock (_gate)
            {
                return _unacked == 0 && (ReadyCount == 0 || !_consumers.Exists(CanTakeMore));
            }
        }
    }

    /// <summary>Adds a consumer; delivery begins with <see cref="Resume"/>.</summary>
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

            if (_consumers.Count > 0 && (consumer.Exclusive || _consumers[0].Exclusive))
            {
                throw Refusal.Channel(
                    ReplyCode.AccessRefused, $"queue '{Name}' in vhost '{VirtualHost.Name}' in exclusive use", MethodId.BasicConsume);
            }

            _consumers.Add(consumer);
        }
    }

    /// <summary>Removes a consumer. Nothing is delivered to it any more; what it holds unacked it keeps.</summary>
    /// <returns>True when that was the last one of an auto-delete queue, which the caller then reports to the virtual host.</returns>
    internal bool RemoveConsumer(Consumer consumer)
    {
        lock (_gate)
        {
            if (consumer.IsCancelled)
            {
                return false;
            }

            consumer.IsCancelled = true;
            _consumers.Remove(consumer);
            for (int i = _active.Count; i > 0; i--)
            {
                Consumer other = _active.Dequeue();
                if (other != consumer)
                {
                    _active.Enqueue(other);
                }
            }

            lock (consumer.Channel.Output.Gate)
            {
                consumer.Channel.Output.Forget(consumer);
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
        _active.Clear();
    }

    private static bool CanTakeMore(Consumer consumer)
    {
        lock (consumer.Channel.Output.Gate)
        {
            return consumer.HasRoom;
        }
    }
}
