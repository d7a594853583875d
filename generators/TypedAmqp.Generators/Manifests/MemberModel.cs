namespace TypedAmqp.Generators.Manifests;

/// <summary>A member of an enum.</summary>
/// <param name="Name">Its name in C#.</param>
/// <param name="Value">Its number.</param>
/// <param name="Wire">What is written in JSON: its number or its name. Null until it is known which; before that, a name of its own in JSON.</param>
internal sealed record MemberModel(string Name, string Value, string? Wire);
