namespace TypedAmqp;

/// <summary>Says that <typeparamref name="TMessage"/> may be published to this exchange, and under which routing key.</summary>
/// <typeparam name="TMessage">The contract: marked with <see cref="MessageAttribute"/>, or <see cref="string"/>, or a memory of octets.</typeparam>
/// <param name="routingKey">
/// The routing key's template. <c>{Region}</c> stands for the contract's property of that name, <c>{Day:yyyy}</c> for it in that format,
/// <c>{Customer.Region}</c> for a property of a property. A string is one word, <c>{Path:words}</c> one or several.
/// </param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PublishesAttribute<TMessage>(string routingKey = "") : Attribute
{
    /// <summary>The routing key's template.</summary>
    public string RoutingKey { get; } = routingKey;

    /// <summary>Whether the broker keeps the message on disk in durable queues (delivery mode 2). Default: <see langword="true"/>.</summary>
    public bool Persistent { get; set; } = true;

    /// <summary>Whether a message that no queue receives comes back as returned. Default: <see langword="true"/>.</summary>
    public bool Mandatory { get; set; } = true;

    /// <summary>
    /// Whether a publish waits for the broker to confirm it. Without, it returns as soon as the message is written: nobody hears of one that is lost,
    /// rejected or comes back. It stays in its order with those that wait. Default: <see langword="true"/>.
    /// </summary>
    public bool Confirm { get; set; } = true;

    /// <summary>The priority of the message, from 0; queues with a <see cref="QueueAttribute.MaxPriority"/> deliver the greater one first.</summary>
    public byte Priority { get; set; }

    /// <summary>How long the message lives in a queue, in milliseconds (message property <c>expiration</c>).</summary>
    public long Expiration { get; set; }

    /// <summary>
    /// How long the message waits in an exchange that is <see cref="ExchangeAttribute.Delayed"/>, in milliseconds (header <c>x-delay</c>).
    /// </summary>
    public long Delay { get; set; }
}
