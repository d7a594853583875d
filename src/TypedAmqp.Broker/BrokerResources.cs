namespace TypedAmqp.Broker;

/// <summary>What the virtual hosts and queues of a broker share.</summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class BrokerResources(TimeProvider timeProvider)
{
    public TimeProvider TimeProvider { get; } = timeProvider;
}
