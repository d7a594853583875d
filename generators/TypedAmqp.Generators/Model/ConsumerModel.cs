namespace TypedAmqp.Generators.Model;

/// <summary>The consumer of a queue: what its interface consists of.</summary>
/// <param name="Type">The class that declares the queue.</param>
/// <param name="Queue">The queue's name on the broker; empty when the broker chooses one.</param>
/// <param name="Arrivals">What can arrive, sorted by type.</param>
/// <param name="Topology">The topology that the queue says it belongs to; null for the assembly's first.</param>
internal sealed record ConsumerModel(TypeModel Type, string Queue, EquatableArray<ArrivalModel> Arrivals, string? Topology = null);
