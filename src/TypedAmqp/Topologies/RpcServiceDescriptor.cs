namespace TypedAmqp;

/// <summary>An RPC service of the topology.</summary>
/// <param name="Name">Its name, which is also its queue's.</param>
/// <param name="Service">The interface that declares it.</param>
public sealed record RpcServiceDescriptor(string Name, Type Service)
{
    /// <summary>Whether its queue survives a restart of the broker.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Whether somebody else serves it.</summary>
    public bool External { get; init; }

    /// <summary>Makes the server's side of the service around an implementation of <see cref="Service"/>.</summary>
    public required Func<object, Generated.RpcServer> CreateServer { get; init; }
}
