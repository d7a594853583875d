namespace TypedAmqp.Generators.Model;

/// <summary>A contract that the <c>JsonSerializerContext</c> of a referenced assembly knows.</summary>
/// <param name="Type">The contract's type for emitted code.</param>
/// <param name="Context">The expression that gives the context.</param>
internal sealed record SharedContractModel(string Type, string Context);
