namespace TypedAmqp.Manifests;

/// <summary>A type that may stand in the place of another.</summary>
/// <param name="Type">The type's full name.</param>
/// <param name="Discriminator">What tells it apart in JSON; null when nothing does.</param>
public sealed record ShapeDerived(string Type, string? Discriminator);
