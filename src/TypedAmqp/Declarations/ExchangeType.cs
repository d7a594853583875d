namespace TypedAmqp;

/// <summary>How an exchange routes: AMQP 0-9-1, section 3.1.3.</summary>
public enum ExchangeType
{
    /// <summary>To the queues bound with exactly the message's routing key.</summary>
    Direct = 0,

    /// <summary>To every queue bound.</summary>
    Fanout = 1,

    /// <summary>To the queues whose binding pattern matches the routing key: <c>*</c> is one word, <c>#</c> any number of words.</summary>
    Topic = 2,

    /// <summary>To the queues whose binding arguments match the message's headers.</summary>
    Headers = 3,

    /// <summary>
    /// To one of the queues bound, always the same for the same routing key, or header or property; the binding key is the queue's weight
    /// (<c>x-consistent-hash</c>). A plugin provides it: see <see cref="BrokerCapabilityAttribute"/>.
    /// </summary>
    ConsistentHash = 4,

    /// <summary>
    /// To one of the queues bound, by the hash of the routing key modulo their number (<c>x-modulus-hash</c>). A plugin provides it.
    /// </summary>
    ModulusHash = 5,

    /// <summary>To one of the queues bound, at random (<c>x-random</c>). A plugin provides it.</summary>
    Random = 6,

    /// <summary>To one of the queues bound that has its leader on the publisher's node (<c>x-local-random</c>, brokers from 4.0 on).</summary>
    LocalRandom = 7,

    /// <summary>To every queue bound, and the last messages to each that is bound later (<c>x-recent-history</c>). A plugin provides it.</summary>
    RecentHistory = 8,
}
