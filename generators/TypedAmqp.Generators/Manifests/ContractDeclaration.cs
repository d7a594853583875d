using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>A contract, with the types that its body consists of: itself first.</summary>
internal sealed record ContractDeclaration(ContractModel Contract, EquatableArray<ShapeModel> Shapes);
