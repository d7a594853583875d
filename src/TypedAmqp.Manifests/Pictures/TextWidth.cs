namespace TypedAmqp.Manifests;

/// <summary>About how wide a text is. Whoever shows the picture has the font, not we: rather too wide.</summary>
internal static class TextWidth
{
    public static double Mono(string text, double size) => text.Length * size * 0.615;

    public static double Bold(string text, double size) => Sans(text, size) * 1.16;

    public static double Sans(string text, double size) => text.Sum(Of) * size;

    /// <summary>The text, or its beginning and an ellipsis.</summary>
    public static string Fit(string text, double width, Func<string, double> measure)
    {
        // Sums of the same widths in another order differ in the last digit.
        width += 0.1;
        if (measure(text) <= width)
        {
            return text;
        }

        int length = text.Length;
        while (length > 1 && measure(text[..length] + "…") > width)
        {
            length--;
        }

        return text[..length] + "…";
    }

    private static double Of(char character) => character switch
    {
        'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '|' or '!' or '\'' => 0.29,
        'f' or 'r' or 't' or '(' or ')' or '[' or ']' or '{' or '}' or '-' or ' ' or '/' or 'I' => 0.38,
        'm' or 'w' or 'M' or 'W' or '@' or '…' or '→' => 0.92,
        >= 'A' and <= 'Z' => 0.7,
        > '\u2e7f' => 1.05,
        _ => 0.58,
    };
}
