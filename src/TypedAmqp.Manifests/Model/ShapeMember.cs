namespace TypedAmqp.Manifests;

/// <summary>A member of an enum.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Value">Its number.</param>
/// <param name="Wire">What is written in JSON: its number, or a name.</param>
public sealed record ShapeMember(string Name, string Value, string Wire)
{
    /// <summary>Whether it is written by name.</summary>
    public bool IsText => Wire != Value;
}
