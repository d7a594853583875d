namespace TypedAmqp;

/// <summary>
/// Handles what arrives in a queue, many messages at a time. The compiler emits an interface below this one for each queue, with a method for each
/// contract that can arrive: implement that. To implement this one is the raw way out, with nothing decoded.
/// </summary>
/// <typeparam name="TQueue">The queue.</typeparam>
public interface IBatchConsumer<TQueue> : IConsumer<TQueue>
    where TQueue : IQueue
{
    /// <summary>
    /// Handles as many deliveries as <see cref="SubscriptionOptions.BatchSize"/> says, or those that came within
    /// <see cref="SubscriptionOptions.BatchDelay"/>. Returning or throwing settles all of them, except those that <see cref="ReceivedBatch.Fail"/>
    /// was called for.
    /// </summary>
    /// <param name="batch">The deliveries. Their octets are valid until the task completes.</param>
    /// <param name="cancellationToken">Asks to give up: the subscription is being stopped.</param>
    ValueTask ReceiveAsync(ReceivedBatch batch, CancellationToken cancellationToken);

    /// <inheritdoc/>
    ValueTask IConsumer<TQueue>.ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) =>
        ReceivedBatch.ReceiveOneAsync(this, message, cancellationToken);
}
