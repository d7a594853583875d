namespace TypedAmqp.Broker;

/// <summary>What a <see cref="BrokerPolicy"/> is for.</summary>
[Flags]
public enum PolicyTarget
{
    /// <summary>Neither: such a policy does nothing.</summary>
    None = 0,

    /// <summary>Queues.</summary>
    Queues = 1,

    /// <summary>Exchanges.</summary>
    Exchanges = 2,

    /// <summary>Queues and exchanges.</summary>
    All = Queues | Exchanges,
}
