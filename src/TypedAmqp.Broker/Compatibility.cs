namespace TypedAmqp.Broker;

/// <summary>The RabbitMQ that a broker behaves like, where versions differ.</summary>
public enum Compatibility
{
    /// <summary>RabbitMQ 3.10. Compared with a real one.</summary>
    RabbitMq310,

    /// <summary>
    /// RabbitMQ 4.2, after its documentation, not compared: a quorum queue without a delivery limit has one of 20, and tells two priorities apart; a
    /// message may have 16 MiB; streams can be filtered; the history of a death is the broker's alone, and names the last one; deprecated features
    /// can be denied.
    /// </summary>
    RabbitMq42,
}
