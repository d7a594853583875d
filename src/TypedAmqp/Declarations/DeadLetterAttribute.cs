namespace TypedAmqp;

/// <summary>
/// Says where messages go that this queue's consumers reject, or that expire in it, or for which it has no room (<c>x-dead-letter-exchange</c>).
/// </summary>
/// <typeparam name="TExchange">
/// The class that declares the exchange; or the one that declares a queue, which is then reached through the default exchange.
/// </typeparam>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DeadLetterAttribute<TExchange> : Attribute
{
    /// <summary>The routing key of a dead letter. Without it a message keeps its own (<c>x-dead-letter-routing-key</c>).</summary>
    public string? RoutingKey { get; set; }

    /// <summary>
    /// Whether the broker guards the way there with confirms (<c>x-dead-letter-strategy: at-least-once</c>, quorum queues only). Default:
    /// <see langword="false"/>.
    /// </summary>
    public bool AtLeastOnce { get; set; }
}
