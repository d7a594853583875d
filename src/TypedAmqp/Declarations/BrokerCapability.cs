namespace TypedAmqp;

/// <summary>The exchange types that plugins of RabbitMQ provide, by their names on the wire.</summary>
public static class BrokerCapability
{
    /// <summary>Messages that wait in an exchange: <c>rabbitmq_delayed_message_exchange</c>.</summary>
    public const string DelayedMessage = "x-delayed-message";

    /// <summary>Queues that share a load, each key always in the same one: <c>rabbitmq_consistent_hash_exchange</c>.</summary>
    public const string ConsistentHash = "x-consistent-hash";

    /// <summary>Queues that share a load: <c>rabbitmq_sharding</c>.</summary>
    public const string ModulusHash = "x-modulus-hash";

    /// <summary>One queue at random: <c>rabbitmq_random_exchange</c>.</summary>
    public const string Random = "x-random";

    /// <summary>One queue of the publisher's node at random: no plugin, but brokers from 4.0 on.</summary>
    public const string LocalRandom = "x-local-random";

    /// <summary>The last messages for each queue that is bound: <c>rabbitmq_recent_history_exchange</c>.</summary>
    public const string RecentHistory = "x-recent-history";
}
