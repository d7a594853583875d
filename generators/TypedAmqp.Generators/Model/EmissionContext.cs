namespace TypedAmqp.Generators.Model;

/// <summary>What every emitted file depends on besides its own declaration: little, and seldom changed.</summary>
/// <param name="Json">What reads and writes contracts as JSON.</param>
/// <param name="AmbiguousNames">The declaring types whose names differ from another's by case only.</param>
/// <param name="Topologies">The assembly's topologies, where there are several.</param>
internal sealed record EmissionContext(JsonContexts Json, EquatableArray<string> AmbiguousNames, EquatableArray<TopologyModel> Topologies)
{
    public static EmissionContext Create(AssemblyModel assembly, EquatableArray<SharedContractModel> shared) =>
        new(new JsonContexts(assembly.Topology.JsonContext, shared), Emission.HintNames.Ambiguous(assembly.Types), assembly.Topology.Others);

    /// <summary>What reads and writes the contracts of a topology: its own context where it names one, else that of the assembly's first.</summary>
    public JsonContexts JsonOf(string? topology) =>
        Topologies.FirstOrDefault(other => other.Name == topology)?.JsonContext is string own ? Json with { Own = own } : Json;
}
