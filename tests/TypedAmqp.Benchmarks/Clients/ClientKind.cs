namespace TypedAmqp.Benchmarks.Clients;

/// <summary>The clients.</summary>
internal enum ClientKind
{
    /// <summary>Ours.</summary>
    TypedAmqp,

    /// <summary>RabbitMQ.Client.</summary>
    RabbitMq,
}
