namespace TypedAmqp.Tests.Typed;

/// <summary>A topology with plain queues: the broker of this repository refuses the arguments that it does not support yet.</summary>
internal sealed class WithoutArguments(ITopology topology) : ITopology
{
    public TopologyDescriptor Descriptor { get; } = topology.Descriptor with
    {
        Queues = [.. topology.Descriptor.Queues.Select(static queue => queue with { Type = QueueType.Classic, Arguments = [] })],
    };
}
