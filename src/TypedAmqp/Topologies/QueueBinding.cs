namespace TypedAmqp;

/// <summary>A binding of a queue chosen while running. The compiler emits what makes one, as in <c>MyLogs.Bind("kern.*")</c>.</summary>
/// <typeparam name="TQueue">The queue.</typeparam>
/// <param name="Exchange">The exchange's name.</param>
/// <param name="RoutingKey">The binding key.</param>
public readonly record struct QueueBinding<TQueue>(string Exchange, string RoutingKey)
    where TQueue : IQueue;
