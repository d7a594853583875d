namespace TypedAmqp.Manifests;

/// <summary>A line within a box: a text, and at its right end another.</summary>
/// <param name="Left">The text.</param>
/// <param name="Right">The other; empty for none.</param>
/// <param name="Style">The CSS class: <c>key</c>, <c>fact</c>, <c>contract</c>, <c>dead</c> or <c>other</c>.</param>
internal sealed record CardRow(string Left, string Right, string Style)
{
    /// <summary>The least that is between the two.</summary>
    public const double Gap = 14;

    private const double Size = 11;

    /// <summary>How wide it would like to be.</summary>
    public double Width => Measure(Left) + (Right.Length > 0 ? Gap + MeasureRight(Right) : 0);

    /// <summary>How wide a text is at its left end.</summary>
    public double Measure(string text) => Style switch
    {
        "key" => TextWidth.Mono(text, Size),
        "contract" => TextWidth.Bold(text, Size),
        _ => TextWidth.Sans(text, Size),
    };

    /// <summary>How wide a text is at its right end.</summary>
    public static double MeasureRight(string text) => TextWidth.Mono(text, Size);

    /// <summary>
    /// Both texts as they fit, of which neither takes what the other needs: where there is too little for both, the right one has up to three fifths.
    /// </summary>
    public (string Left, string Right) Fit(double width)
    {
        double right = Right.Length == 0 ? 0 : Math.Min(MeasureRight(Right), Math.Max(width * 0.6, width - Gap - Measure(Left)));
        return (TextWidth.Fit(Left, width - (right > 0 ? right + Gap : 0), Measure), TextWidth.Fit(Right, right, MeasureRight));
    }
}
