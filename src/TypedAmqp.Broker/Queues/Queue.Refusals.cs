using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// What queues of some types do not do.
public partial class Queue
{
    /// <summary>Looks whether messages may be fetched one by one.</summary>
    /// <exception cref="AmqpChannelException">405: it is a quorum queue of which one consumer is to get everything.</exception>
    /// <exception cref="AmqpConnectionException">540: it is a stream.</exception>
    internal virtual void RefuseToFetch()
    {
        if (_settings is { IsQuorum: true, SingleActiveConsumer: true })
        {
            throw Refusal.Channel(
                ReplyCode.ResourceLocked,
                $"cannot obtain access to locked queue '{Name}' in vhost '{VirtualHost.Name}'. basic.get operations are not supported by quorum queues with single "
                    + "active consumer",
                MethodId.BasicGet);
        }
    }

    /// <summary>Looks whether its messages may be dropped.</summary>
    /// <exception cref="AmqpConnectionException">540: it is a stream.</exception>
    internal virtual void RefuseToPurge()
    {
    }

    /// <summary>Looks whether a delivery may be rejected or given back.</summary>
    /// <exception cref="AmqpConnectionException">540: it is a stream.</exception>
    internal virtual void RefuseToReturn(MethodId method)
    {
    }

    /// <summary>Looks whether it can be consumed in this way.</summary>
    /// <param name="noAck">Without acknowledgements.</param>
    /// <param name="prefetch">How many deliveries may be unsettled; 0: no limit.</param>
    /// <exception cref="AmqpChannelException">406: it is a stream, and there is no limit.</exception>
    /// <exception cref="AmqpConnectionException">540: it is a stream, and there would be no acknowledgements.</exception>
    internal virtual void RefuseConsumer(bool noAck, int prefetch)
    {
    }
}
