namespace TypedAmqp.Broker;

/// <summary>Tells a queue whether a message that died in it was taken elsewhere (at-least-once dead-lettering).</summary>
/// <param name="queue">The queue.</param>
/// <param name="number">The number of the message among those that are dying.</param>
internal sealed class DeadLetterReceipt(Queue queue, long number) : IPublisher
{
    private bool _isTaken = true;

    public void Reject(ulong tag) => _isTaken = false;

    /// <summary>It is with the queues that it was routed to.</summary>
    public void Sent() => queue.OnDeadLetterSent(number, _isTaken);
}
