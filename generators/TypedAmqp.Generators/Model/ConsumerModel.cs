namespace TypedAmqp.Generators.Model;

/// <summary>The consumer of a queue: what its interface consists of.</summary>
/// <param name="Type">The class that declares the queue.</param>
/// <param name="Queue">The queue's name on the broker; empty when the broker chooses one.</param>
/// <param name="Arrivals">What can arrive, sorted by type.</param>
/// <param name="Ignored">The types of those that the queue ignores.</param>
/// <param name="Topology">The topology that the queue says it belongs to; null for the assembly's first.</param>
internal sealed record ConsumerModel(
    TypeModel Type, string Queue, EquatableArray<ArrivalModel> Arrivals, EquatableArray<string> Ignored, string? Topology = null)
{
    /// <summary>The properties that messages are kept in order by: each contract goes by the first that it has.</summary>
    public EquatableArray<string> OrderBy { get; init; }

    /// <summary>What there are methods for.</summary>
    public IEnumerable<ArrivalModel> Handled => Arrivals.Where(arrival => !Ignores(arrival));

    public bool Ignores(ArrivalModel arrival) => Ignored.Contains(arrival.Message.TypeName);
}
