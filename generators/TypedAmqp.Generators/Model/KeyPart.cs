namespace TypedAmqp.Generators.Model;

/// <summary>A part of a key template: literal text (dots included), or a placeholder.</summary>
/// <param name="Literal">The text, braces unescaped; null for a placeholder.</param>
/// <param name="Property">
/// The placeholder's property on the contract, or a way of properties (<c>Customer.Region</c>) with a question mark behind each before the last that
/// can be null; null for literal text.
/// </param>
/// <param name="Format">What follows the colon; null when there is none.</param>
/// <param name="Kind">What the placeholder's values look like.</param>
/// <param name="Words">The members and words of an enum.</param>
/// <param name="IsNullable">Whether the property can be null. Publishing refuses that: a placeholder is never empty.</param>
/// <param name="IsOneWord">Whether every value is exactly one word: it holds no dot.</param>
/// <param name="Start">Where the part begins in the template, counted in UTF-16 units; at the brace for a placeholder.</param>
/// <param name="Length">How many UTF-16 units of the template it takes.</param>
internal sealed record KeyPart(
    string? Literal,
    string? Property,
    string? Format,
    PlaceholderKind Kind,
    EquatableArray<EnumWordModel> Words,
    bool IsNullable,
    bool IsOneWord,
    int Start,
    int Length)
{
    public bool IsPlaceholder => Property is not null;

    /// <summary>The property as people write it in a key.</summary>
    public string Label => Property?.Replace("?", "") ?? "";

    public static KeyPart Text(string literal, int start, int length) => new(literal, null, null, default, default, false, false, start, length);
}
