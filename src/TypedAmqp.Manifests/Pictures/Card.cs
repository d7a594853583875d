namespace TypedAmqp.Manifests;

/// <summary>A box of the picture: an exchange, a queue or a service, with all that is said of it inside.</summary>
internal sealed class Card(string kind, string title, string badge)
{
    public const double HeaderHeight = 34;
    public const double RowHeight = 19;
    private const double Padding = 12;
    private const double MostWidth = 460;

    /// <summary>The CSS class: <c>exchange</c>, <c>queue</c> or <c>service</c>.</summary>
    public string Kind => kind;

    public string Title => title;

    public string Badge => badge;

    public List<CardRow> Rows { get; } = [];

    /// <summary>The class of the colour that an exchange and the bindings from it share.</summary>
    public string Colour { get; set; } = "";

    public int Layer { get; set; }

    public double X { get; set; }

    public double Y { get; set; }

    public double Width { get; set; }

    public double Height => HeaderHeight + (Rows.Count * RowHeight) + (Rows.Count > 0 ? 8 : 0);

    public double NaturalWidth => Math.Min(
        MostWidth, Rows.Select(static row => row.Width).Append(TextWidth.Bold(title, 13.5) + TextWidth.Sans(badge, 10.5) + 38).Max() + (2 * Padding));

    /// <summary>Where edges of the header begin and end, from the top.</summary>
    public static double HeaderPort => HeaderHeight / 2;

    /// <summary>Where edges of a row begin and end, from the top.</summary>
    public static double RowPort(int row) => HeaderHeight + (row * RowHeight) + (RowHeight / 2) + 2;

    /// <summary>Adds a row.</summary>
    /// <returns>Its number.</returns>
    public int Add(CardRow row)
    {
        Rows.Add(row);
        return Rows.Count - 1;
    }
}
