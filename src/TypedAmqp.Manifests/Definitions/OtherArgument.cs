namespace TypedAmqp.Manifests;

/// <summary>The value of an argument that declarations cannot say: a table, or a list.</summary>
/// <param name="Json">The value in JSON.</param>
internal sealed record OtherArgument(string Json);
