namespace TypedAmqp.Broker;

/// <summary>What RabbitMQ 4.2 permits for now and its successors will not: there is a setting that takes it away already.</summary>
[Flags]
public enum DeprecatedFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// <c>global_qos</c>: a prefetch limit that the consumers of a channel share. Where it is denied it limits each of them, as RabbitMQ does then.
    /// </summary>
    GlobalQos = 1,

    /// <summary>
    /// <c>transient_nonexcl_queues</c>: queues that are neither durable nor exclusive. Where they are denied, declaring one ends the connection
    /// (541).
    /// </summary>
    TransientNonExclusiveQueues = 2,
}
