using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>The contracts that one declaration brings along.</summary>
internal sealed record ContractSet(EquatableArray<ContractDeclaration> Contracts);
