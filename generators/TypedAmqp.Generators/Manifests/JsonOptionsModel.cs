using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Manifests;

/// <summary>What the <c>JsonSerializerContext</c> of a topology says about how contracts are written.</summary>
/// <param name="NamingPolicy">The member of <c>JsonKnownNamingPolicy</c> for properties.</param>
/// <param name="TextEnums">Whether enums are written by name.</param>
/// <param name="Types">The types that it lists, sorted.</param>
internal sealed record JsonOptionsModel(string NamingPolicy, bool TextEnums, EquatableArray<string> Types)
{
    /// <summary>The topology; null for the assembly's first.</summary>
    public string? Topology { get; init; }

    /// <summary>Whether a body with a property that its type does not have is refused.</summary>
    public bool RefusesUnknown { get; init; }

    /// <summary>Whether properties without a value, or with their type's default, are left out.</summary>
    public bool OmitsDefaults { get; init; }

    /// <summary>Whether numbers are written as texts.</summary>
    public bool TextNumbers { get; init; }

    /// <summary>Without a context the runtime falls back to <c>JsonSerializerOptions.Web</c>.</summary>
    public static readonly JsonOptionsModel None = new("CamelCase", false, default);
}
