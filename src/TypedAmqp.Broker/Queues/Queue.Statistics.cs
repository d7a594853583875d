namespace TypedAmqp.Broker;

// What a queue counts, under its lock.
public partial class Queue
{
    private MessageStats _stats;

    /// <summary>What became of its messages since it was declared.</summary>
    internal MessageStats Stats
    {
        get
        {
            lock (_gate)
            {
                return _stats;
            }
        }
    }

    /// <summary>A consumer got messages. For the holder of the lock and of that of the connection's output.</summary>
    private protected void CountDeliveries(Consumer consumer, int count, int redelivered)
    {
        _stats.CountDeliveries(consumer.NoAck, count, redelivered);
        consumer.Channel.Stats.CountDeliveries(consumer.NoAck, count, redelivered);
    }

    /// <summary>Clients published to it. For the holder of the lock.</summary>
    private protected void CountPublishes(int count) => _stats.Published += count;

    /// <summary>Clients settled deliveries. For the holder of the lock.</summary>
    private protected void CountAcknowledgements(ReadOnlySpan<Settlement> settlements)
    {
        foreach (ref readonly Settlement settlement in settlements)
        {
            _stats.Acknowledged += settlement.Kind == SettlementKind.Acknowledged ? 1 : 0;
        }
    }
}
