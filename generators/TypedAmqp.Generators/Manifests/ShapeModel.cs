using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>A type of which bodies consist: what another version of it must agree on.</summary>
/// <param name="Type">The type for emitted code.</param>
/// <param name="Properties">Its properties, sorted by name; none for an enum.</param>
/// <param name="Members">The members of an enum, sorted by name.</param>
/// <param name="IsTextEnum">Whether the enum itself asks to be written by name.</param>
/// <param name="Derived">The types that may stand in its place, as <c>[JsonDerivedType]</c> says.</param>
/// <param name="Discriminator">The JSON property that tells them apart; null for the usual one.</param>
internal sealed record ShapeModel(
    string Type,
    EquatableArray<PropertyModel> Properties,
    EquatableArray<MemberModel> Members,
    bool IsTextEnum,
    EquatableArray<DerivedModel> Derived,
    string? Discriminator)
{
    /// <summary>Whether an enum's members may be combined.</summary>
    public bool IsFlags { get; init; }

    /// <summary>Whether a body with other properties is refused; null where the type says nothing of it.</summary>
    public bool? RefusesUnknown { get; init; }

    /// <summary>Whether a converter of its own writes it, or it is written as the list that it is: nothing is known of its JSON.</summary>
    public bool HasConverter { get; init; }
}
