using System.Collections.Immutable;

namespace TypedAmqp;

/// <summary>A topology as data.</summary>
/// <param name="Name">Its name.</param>
public sealed record TopologyDescriptor(string Name)
{
    /// <summary>A topology in which nothing is declared.</summary>
    public static TopologyDescriptor Empty { get; } = new("");

    /// <summary>The virtual host that it is declared in; null for the connection's.</summary>
    public string? VirtualHost { get; init; }

    /// <summary>Its exchanges, sorted by name.</summary>
    public ImmutableArray<ExchangeDescriptor> Exchanges { get; init; } = [];

    /// <summary>Its queues, sorted by name; those that the broker names are declared when they are consumed.</summary>
    public ImmutableArray<QueueDescriptor> Queues { get; init; } = [];

    /// <summary>Its bindings, of exchanges before those of queues.</summary>
    public ImmutableArray<BindingDescriptor> Bindings { get; init; } = [];

    /// <summary>Its RPC services, sorted by name.</summary>
    public ImmutableArray<RpcServiceDescriptor> Services { get; init; } = [];

    /// <summary>What subscribes a handler whose type is known only while running, one for each queue.</summary>
    public ImmutableArray<Generated.QueueSubscriber> Subscribers { get; init; } = [];
}
