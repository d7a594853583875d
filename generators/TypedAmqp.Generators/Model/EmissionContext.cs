namespace TypedAmqp.Generators.Model;

/// <summary>What every emitted file depends on besides its own declaration: little, and seldom changed.</summary>
/// <param name="JsonContext">The <c>JsonSerializerContext</c> for emitted code; null when the assembly names none.</param>
/// <param name="AmbiguousNames">The declaring types whose names differ from another's by case only.</param>
internal sealed record EmissionContext(string? JsonContext, EquatableArray<string> AmbiguousNames)
{
    public static EmissionContext Create(
        TopologyModel topology, EquatableArray<ExchangeModel> exchanges, EquatableArray<QueueModel> queues, EquatableArray<RpcServiceModel> services)
    {
        IEnumerable<TypeModel> types = exchanges.Select(static exchange => exchange.Type)
            .Concat(queues.Select(static queue => queue.Type))
            .Concat(services.Select(static service => service.Type));
        return new EmissionContext(topology.JsonContext, Emission.HintNames.Ambiguous(types));
    }
}
