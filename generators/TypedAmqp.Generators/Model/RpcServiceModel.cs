namespace TypedAmqp.Generators.Model;

/// <summary>A declared RPC service.</summary>
/// <param name="Type">The interface that declares it.</param>
/// <param name="Name">Its name, which is also its queue's.</param>
/// <param name="TimeoutMilliseconds">How long a call may take unless the method says otherwise; null when it is not said.</param>
/// <param name="Durable">Whether its queue survives a restart of the broker.</param>
/// <param name="External">Whether somebody else serves it.</param>
/// <param name="HasOnlyMethods">Whether the interface has no property, event or indexer, which could not be called over AMQP.</param>
/// <param name="Methods">Its methods, those of inherited interfaces included, in the order of declaration.</param>
internal sealed record RpcServiceModel(
    TypeModel Type,
    string Name,
    long? TimeoutMilliseconds,
    bool Durable,
    bool External,
    bool HasOnlyMethods,
    EquatableArray<RpcMethodModel> Methods)
{
    /// <summary>Whether a method names a type that does not exist: the interface can then not be implemented without saying that again.</summary>
    public bool IsInError { get; init; }

    /// <summary>The topology that it says it belongs to; null for the assembly's first.</summary>
    public string? Topology { get; init; }

    /// <summary>The virtual host of its topology; null when that is the connection's.</summary>
    public string? VirtualHost { get; init; }
}
