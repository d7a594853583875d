using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>A contract in a manifest.</summary>
/// <param name="Type">The type for emitted code, as in <c>global::Shop.OrderPlaced</c>.</param>
/// <param name="WireName">The message property <c>type</c>; null for a type without <c>[Message]</c>.</param>
/// <param name="Version">The contract's version, from 1.</param>
/// <param name="Format">How its body is written.</param>
/// <param name="IsInJsonContext">Whether the assembly's <c>JsonSerializerContext</c> lists it.</param>
internal sealed record ContractModel(string Type, string? WireName, int Version, MessageFormat Format, bool IsInJsonContext);
