namespace TypedAmqp.Generators.Manifests;

/// <summary>What became of reading an assembly's manifest.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Manifest">The manifest; null when it could not be read.</param>
/// <param name="Problem">Why not, as the end of a sentence about it; null when it could.</param>
internal sealed record ManifestReading(string Assembly, Manifest? Manifest, string? Problem);
