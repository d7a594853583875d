using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>What is in a virtual host of a broker, or ought to be: names and arguments, no contracts.</summary>
/// <param name="VirtualHost">The virtual host.</param>
public sealed record BrokerTopology(string VirtualHost)
{
    /// <summary>Its exchanges; never those that every broker has.</summary>
    public ImmutableArray<ExchangeDescriptor> Exchanges { get; init; } = [];

    /// <summary>Its queues.</summary>
    public ImmutableArray<QueueDescriptor> Queues { get; init; } = [];

    /// <summary>Its bindings; never those of the default exchange.</summary>
    public ImmutableArray<BindingDescriptor> Bindings { get; init; } = [];

    /// <summary>A sentence for each policy, where a definitions file has some.</summary>
    internal ImmutableArray<string> Policies { get; init; } = [];

    /// <summary>What the management API calls bindings, by <see cref="TopologyDrift.NameOf"/>; empty where it was not asked.</summary>
    internal IReadOnlyDictionary<string, string> PropertiesKeys { get; init; } = ImmutableDictionary<string, string>.Empty;
}
