namespace TypedAmqp.Interop.Tests;

/// <summary>The brokers that a scenario runs against.</summary>
public enum BrokerKind
{
    /// <summary>Ours, as a process.</summary>
    TypedAmqp,

    /// <summary>The real one.</summary>
    RabbitMq,
}
