using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>What exchanges look at to route a message.</summary>
public readonly ref struct RoutingContext
{
    /// <summary>The routing key, as it lies on the wire.</summary>
    public required ReadOnlySpan<byte> RoutingKey { get; init; }

    /// <summary>Further keys, with which it is routed as well; null: none.</summary>
    public IReadOnlyList<byte[]>? MoreKeys { get; init; }

    /// <summary>The message's properties, for exchanges that route by headers.</summary>
    public BasicPropertiesView Properties { get; init; }
}
