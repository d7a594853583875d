using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A policy as RabbitMQ has them: what holds for all queues or exchanges whose names match a pattern. Of several that match the one of the highest
/// priority holds, alone.
/// </summary>
/// <param name="Name">The name of the policy.</param>
/// <param name="Pattern">A regular expression that finds something in the names that it is for, such as <c>^orders\.</c>.</param>
/// <param name="Definition">
/// What holds, by RabbitMQ's names of policies, such as <c>max-length</c>, <c>message-ttl</c> or <c>dead-letter-exchange</c>.
/// </param>
public sealed record BrokerPolicy(string Name, string Pattern, FieldTable Definition)
{
    /// <summary>The virtual host that it is for. Default: <c>/</c>.</summary>
    public string VirtualHost { get; init; } = "/";

    /// <summary>What it is for. Default: queues and exchanges.</summary>
    public PolicyTarget ApplyTo { get; init; } = PolicyTarget.All;

    /// <summary>Where several match, the highest one counts. Default: 0.</summary>
    public int Priority { get; init; }
}
