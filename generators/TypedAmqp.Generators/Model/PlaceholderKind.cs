namespace TypedAmqp.Generators.Model;

/// <summary>What a placeholder's value can be, as far as words of a routing key are concerned, and how it is written.</summary>
internal enum PlaceholderKind
{
    /// <summary>The contract has no such property, or its type cannot be written into a key. For routing: any words.</summary>
    Unknown,

    /// <summary>An enum: one of the words in <see cref="KeyPart.Words"/>.</summary>
    Enumeration,

    /// <summary>A bool: <c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>An integer type in its default format: decimal digits, perhaps with a minus sign.</summary>
    Integer,

    /// <summary>A <c>Guid</c>: one word in all its formats.</summary>
    Guid,

    /// <summary>A string: publishing checks that it is one word, not empty and without <c>.</c>, <c>*</c> and <c>#</c>.</summary>
    Word,

    /// <summary>A string marked <c>{Name:words}</c>: one word or several, joined by dots.</summary>
    Text,

    /// <summary>
    /// Another <c>IFormattable</c>, or an enum or an integer in a format of its own, written in the invariant culture: one word, unless its format
    /// has a dot.
    /// </summary>
    Formattable,
}
