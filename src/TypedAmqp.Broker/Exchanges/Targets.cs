namespace TypedAmqp.Broker;

/// <summary>Where bindings lead that match alike: each queue and exchange once. Never changed, only replaced.</summary>
internal sealed class Targets(Queue[] queues, Exchange[] exchanges)
{
    public Queue[] Queues { get; } = queues;

    public Exchange[] Exchanges { get; } = exchanges;
}
