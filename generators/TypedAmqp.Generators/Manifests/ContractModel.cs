using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>A contract in a manifest.</summary>
/// <param name="Type">The type for emitted code, as in <c>global::Shop.OrderPlaced</c>.</param>
/// <param name="WireName">The message property <c>type</c>; null for a type without <c>[Message]</c>.</param>
/// <param name="Version">The contract's version, from 1.</param>
/// <param name="Format">How its body is written.</param>
/// <param name="IsInJsonContext">Whether the <c>JsonSerializerContext</c> of its topology lists it.</param>
internal sealed record ContractModel(string Type, string? WireName, int Version, MessageFormat Format, bool IsInJsonContext)
{
    /// <summary>What gives that context for emitted code elsewhere; null for that of the assembly's first topology.</summary>
    public string? JsonContext { get; init; }
}
