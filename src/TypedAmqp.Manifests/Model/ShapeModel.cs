using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A type of which bodies in JSON consist.</summary>
/// <param name="Type">Its full name.</param>
public sealed record ShapeModel(string Type)
{
    /// <summary>Its properties, sorted by their names in C#.</summary>
    public ImmutableArray<ShapeProperty> Properties { get; init; } = [];

    /// <summary>The members of an enum.</summary>
    public ImmutableArray<ShapeMember> Members { get; init; } = [];

    /// <summary>The types that may stand in its place, with what tells them apart.</summary>
    public ImmutableArray<ShapeDerived> Derived { get; init; } = [];

    /// <summary>The JSON property that tells them apart.</summary>
    public string Discriminator { get; init; } = "$type";

    /// <summary>Whether an enum's members may be combined.</summary>
    public bool IsFlags { get; init; }

    /// <summary>Whether a body with other properties is refused.</summary>
    public bool RefusesUnknown { get; init; }

    /// <summary>Whether a converter of its own writes it: nothing is known of its JSON.</summary>
    public bool HasConverter { get; init; }
}
