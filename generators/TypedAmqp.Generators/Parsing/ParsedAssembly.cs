using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Everything that is read from a compilation's own declarations.</summary>
/// <param name="Assembly">The declarations.</param>
/// <param name="Contracts">The contracts: types with <c>[Message]</c>, and those that declarations name, sorted by type, each once.</param>
/// <param name="Handlers">The classes that handle what arrives in queues, and ignore some of it.</param>
/// <param name="Json">What the assembly's <c>JsonSerializerContext</c> says.</param>
/// <param name="HasProblems">Whether something keeps the generator from writing its part of a type.</param>
internal sealed record ParsedAssembly(
    AssemblyModel Assembly, EquatableArray<ContractDeclaration> Contracts, EquatableArray<HandlerModel> Handlers,
    EquatableArray<JsonOptionsModel> Json, bool HasProblems);
