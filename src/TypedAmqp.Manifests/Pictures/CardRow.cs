namespace TypedAmqp.Manifests;

/// <summary>A line within a box: a text, and at its right end another.</summary>
/// <param name="Left">The text.</param>
/// <param name="Right">The other; empty for none.</param>
/// <param name="Style">The CSS class: <c>key</c>, <c>fact</c>, <c>contract</c>, <c>dead</c> or <c>other</c>.</param>
internal sealed record CardRow(string Left, string Right, string Style)
{
    public double Width => (Style == "key" ? TextWidth.Mono(Left, 11) : TextWidth.Sans(Left, 11)) + (Right.Length > 0 ? 24 + TextWidth.Mono(Right, 11) : 0);
}
