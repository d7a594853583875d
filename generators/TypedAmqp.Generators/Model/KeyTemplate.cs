namespace TypedAmqp.Generators.Model;

/// <summary>A routing key with placeholders, as <c>order.{Region}.placed</c>.</summary>
/// <param name="Text">The template as it was written.</param>
/// <param name="Parts">Its parts in order; neighbouring literals are one part.</param>
/// <param name="IsWellFormed">Whether its braces are balanced. Where they are not, the rest is taken as literal text.</param>
internal sealed record KeyTemplate(string Text, EquatableArray<KeyPart> Parts, bool IsWellFormed)
{
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
        new(text, text.Length == 0 ? default : new EquatableArray<KeyPart>([KeyPart.Text(text, 0, text.Length)]), true);
}
