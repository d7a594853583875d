namespace TypedAmqp;

/// <summary>
/// Says in what order messages of a queue are handled when several are handled at a time (<see cref="SubscriptionOptions.Concurrency"/>): those with
/// an equal property one after the other, as they came, and others beside them. Each contract that can arrive has one of the properties.
/// </summary>
/// <remarks>
/// The order is that of the deliveries to one subscription. A message that is tried again comes later, behind others; two programs that consume the
/// queue keep each its own order, unless the queue has a <see cref="QueueAttribute.SingleActiveConsumer"/>.
/// </remarks>
/// <param name="properties">The property, as in <c>nameof(OrderPlaced.OrderId)</c>. Of several, each contract goes by the first that it has.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OrderByAttribute(params string[] properties) : Attribute
{
    /// <summary>The names of the properties.</summary>
    public string[] Properties { get; } = properties;
}
