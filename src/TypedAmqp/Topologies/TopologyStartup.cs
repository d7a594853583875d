namespace TypedAmqp.Topologies;

/// <summary>What connecting does about a topology.</summary>
internal static class TopologyStartup
{
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    public static Task RunAsync(
        AmqpConnection connection, TopologyDescriptor topology, TopologyMode mode, CancellationToken cancellationToken) => mode switch
    {
        TopologyMode.Apply => new TopologyDeclarer(connection, topology).RunAsync(cancellationToken),
        TopologyMode.Verify => new TopologyComparer(connection, topology).RunAsync(cancellationToken),
        TopologyMode.Assume => Task.CompletedTask,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode."),
    };
}
