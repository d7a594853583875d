namespace TypedAmqp.Generators.Manifests;

/// <summary>A type that may stand in the place of another.</summary>
/// <param name="Type">The type.</param>
/// <param name="Discriminator">What tells it apart in JSON; null when nothing does.</param>
internal sealed record DerivedModel(string Type, string? Discriminator);
