namespace TypedAmqp.Generators.Manifests;

/// <summary>A property of a contract.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Json">Its name in JSON; null until the naming policy of the assembly's context is known.</param>
/// <param name="Type">Its type, with the question mark of a nullable one.</param>
/// <param name="IsRequired">Whether a message lacks something without it: <c>required</c>, or a constructor's parameter without a default.</param>
internal sealed record PropertyModel(string Name, string? Json, string Type, bool IsRequired)
{
    /// <summary>Whether it is left out of JSON where it is null, or its type's default.</summary>
    public bool MayBeOmitted { get; init; }

    /// <summary>Whether a converter of its own writes it: nothing is known of its JSON.</summary>
    public bool HasConverter { get; init; }

    /// <summary>Whether numbers in it are written as texts.</summary>
    public bool IsTextNumber { get; init; }
}
