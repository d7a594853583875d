using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What the arguments of a queue ask for beyond keeping messages in order.</summary>
/// <param name="TimeToLive">How long a message may wait, in milliseconds (<c>x-message-ttl</c>); null: for ever.</param>
/// <param name="DeadLetterExchange">Where messages go that die (<c>x-dead-letter-exchange</c>); null: nowhere.</param>
/// <param name="DeadLetterRoutingKey">The key that they go with (<c>x-dead-letter-routing-key</c>); null: their own.</param>
/// <param name="CountsDeliveries">Deliveries tell how often a message came back, as those of quorum queues do.</param>
/// <param name="DeliveryLimit">How often a message may be delivered again (<c>x-delivery-limit</c>); null: as often as it is returned.</param>
internal sealed record QueuePolicy(
    long? TimeToLive, string? DeadLetterExchange, string? DeadLetterRoutingKey, bool CountsDeliveries, long? DeliveryLimit)
{
    /// <summary>The policy of a queue with these arguments; null when they ask for nothing.</summary>
    public static QueuePolicy? From(FieldTable arguments)
    {
        QueuePolicy policy = new(
            Number(arguments, QueueArguments.MessageTtl),
            arguments.GetValueOrDefault(QueueArguments.DeadLetterExchange) as string,
            arguments.GetValueOrDefault(QueueArguments.DeadLetterRoutingKey) as string,
            CountsDeliveries: arguments.GetValueOrDefault(QueueArguments.QueueType) is QueueArguments.Quorum,
            Number(arguments, QueueArguments.DeliveryLimit));
        return policy == new QueuePolicy(null, null, null, false, null) ? null : policy;
    }

    private static long? Number(FieldTable arguments, string name) =>
        FieldText.TryGetInteger(arguments.GetValueOrDefault(name), out long number) ? number : null;
}
