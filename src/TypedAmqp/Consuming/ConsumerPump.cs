namespace TypedAmqp.Consuming;

/// <summary>Gives the deliveries of a queue to its consumer.</summary>
internal sealed class ConsumerPump<TQueue>(
    IConsumer<TQueue> consumer, string queue, AckMode ackMode, RetryPolicy? retry, Action<ConsumeFailure>? onFailure)
    : DeliveryPump(queue, ackMode, TQueue.Descriptor.DeliveryLimit is > 0, retry, onFailure)
    where TQueue : IQueue
{
    protected override ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) =>
        consumer.ReceiveAsync(message, cancellationToken);
}
