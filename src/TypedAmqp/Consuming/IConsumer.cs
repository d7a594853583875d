namespace TypedAmqp;

/// <summary>
/// Handles what arrives in a queue. The compiler emits an interface below this one for each queue, with a method for each contract that can
/// arrive: implement that. To implement this one is the raw way out, with nothing decoded.
/// </summary>
/// <typeparam name="TQueue">The queue.</typeparam>
public interface IConsumer<TQueue>
    where TQueue : IQueue
{
    /// <summary>Handles a delivery. Returning or throwing settles it, as <see cref="SubscriptionOptions.AckMode"/> says.</summary>
    /// <param name="message">The delivery. Its octets are valid until the task completes.</param>
    /// <param name="cancellationToken">Asks to give up: the subscription is being stopped.</param>
    /// <exception cref="UndecodableMessageException">It is none of the contracts that can arrive in the queue.</exception>
    ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken);
}
