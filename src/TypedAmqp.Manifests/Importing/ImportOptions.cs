namespace TypedAmqp.Manifests;

/// <summary>How declarations are written.</summary>
/// <param name="Topology">The topology's name.</param>
/// <param name="Namespace">The namespace of the classes.</param>
public sealed record ImportOptions(string Topology, string Namespace);
