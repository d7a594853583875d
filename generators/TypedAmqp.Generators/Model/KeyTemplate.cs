namespace TypedAmqp.Generators.Model;

/// <summary>A routing key with placeholders, as <c>order.{Region}.placed</c>.</summary>
/// <param name="Text">The template as it was written.</param>
/// <param name="Parts">Its parts in order; neighbouring literals are one part.</param>
/// <param name="StrayBrace">Where the first brace without a counterpart stands, which is then taken as text; null when all are balanced.</param>
internal sealed record KeyTemplate(string Text, EquatableArray<KeyPart> Parts, int? StrayBrace)
{
    /// <summary>Whether its braces are balanced.</summary>
    public bool IsWellFormed => StrayBrace is null;

    /// <summary>The key itself when nothing in it depends on the message; else null.</summary>
    public string? Constant
    {
        get
        {
            if (Parts.Count == 0)
            {
                return "";
            }

            return Parts.Count == 1 ? Parts[0].Literal : null;
        }
    }

    /// <summary>A key that is this very text.</summary>
    public static KeyTemplate Literal(string text) =>
        new(text, text.Length == 0 ? default : new EquatableArray<KeyPart>([KeyPart.Text(text, 0, text.Length)]), null);

    // Templates are keys of many dictionaries, and nearly always told apart by their text.
    public bool Equals(KeyTemplate? other) =>
        ReferenceEquals(this, other) || (other is not null && Text == other.Text && StrayBrace == other.StrayBrace && Parts == other.Parts);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);
}
