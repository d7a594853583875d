namespace TypedAmqp.Manifests;

/// <summary>A property in JSON.</summary>
/// <param name="Json">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record ShapeProperty(string Json, ClrType Type)
{
    /// <summary>Whether a message lacks something without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it is left out where it has no value, or its type's default.</summary>
    public bool MayBeOmitted { get; init; }

    /// <summary>Whether a converter of its own writes it: nothing is known of its JSON.</summary>
    public bool HasConverter { get; init; }

    /// <summary>Whether numbers in it are written as texts.</summary>
    public bool IsTextNumber { get; init; }
}
