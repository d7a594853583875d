namespace TypedAmqp.Consuming;

/// <summary>Gives the deliveries of a queue to its consumer.</summary>
internal sealed class ConsumerPump<TQueue>(IConsumer<TQueue> consumer, PumpSettings settings) : DeliveryPump(settings)
    where TQueue : IQueue
{
    protected override ValueTask ReceiveAsync(ReceivedMessage message, CancellationToken cancellationToken) =>
        consumer.ReceiveAsync(message, cancellationToken);
}
