using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>An RPC service.</summary>
/// <param name="Type">The full name of the interface that declares it.</param>
/// <param name="Name">Its name, which is also its queue's.</param>
public sealed record ServiceModel(string Type, string Name)
{
    /// <summary>Whether its queue survives a restart of the broker.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether somebody else serves it.</summary>
    public bool External { get; init; }

    /// <summary>Its methods.</summary>
    public ImmutableArray<ServiceMethodModel> Methods { get; init; } = [];

    /// <summary>Its queue.</summary>
    public QueueDescriptor Queue => new(Name) { Durable = Durable, External = External };
}
