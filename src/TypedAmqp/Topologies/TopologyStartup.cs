namespace TypedAmqp.Topologies;

/// <summary>What connecting does about a topology.</summary>
internal static class TopologyStartup
{
    /// <param name="connection">Where.</param>
    /// <param name="topology">What.</param>
    /// <param name="mode">Whether to declare it, to compare it, or neither.</param>
    /// <param name="compared">
    /// Told of each queue, and of its difference on the broker if there is one, which is then no exception; null where it is one.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TopologyException">The broker has something else than the topology declares.</exception>
    public static Task RunAsync(
        AmqpConnection connection, TopologyDescriptor topology, TopologyMode mode, Action<string, string?>? compared, CancellationToken cancellationToken) => mode switch
    {
        TopologyMode.Apply => new TopologyDeclarer(connection, topology, compared).RunAsync(cancellationToken),
        TopologyMode.Verify => new TopologyComparer(connection, topology).RunAsync(cancellationToken),
        TopologyMode.Assume => Task.CompletedTask,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode."),
    };
}
