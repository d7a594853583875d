namespace TypedAmqp.Generators.Model;

/// <summary>What every emitted file depends on besides its own declaration: little, and seldom changed.</summary>
/// <param name="Json">What reads and writes contracts as JSON.</param>
/// <param name="AmbiguousNames">The declaring types whose names differ from another's by case only.</param>
internal sealed record EmissionContext(JsonContexts Json, EquatableArray<string> AmbiguousNames)
{
    public static EmissionContext Create(AssemblyModel assembly, EquatableArray<SharedContractModel> shared) =>
        new(new JsonContexts(assembly.Topology.JsonContext, shared), Emission.HintNames.Ambiguous(assembly.Types));
}
