namespace TypedAmqp;

/// <summary>
/// Says that <typeparamref name="TMessage"/> may be sent straight to this queue: through the default exchange, with the queue's name as the key.
/// </summary>
/// <typeparam name="TMessage">The contract: marked with <see cref="MessageAttribute"/>, or <see cref="string"/>, or a memory of octets.</typeparam>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class SendsAttribute<TMessage> : Attribute
{
    /// <summary>Whether the broker keeps the message on disk when the queue is durable (delivery mode 2). Default: <see langword="true"/>.</summary>
    public bool Persistent { get; set; } = true;

    /// <summary>Whether a message comes back when the queue does not exist. Default: <see langword="true"/>.</summary>
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
}
