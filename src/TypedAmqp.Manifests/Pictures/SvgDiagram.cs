using System.Globalization;
using System.Security;
using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>
/// A topology as an SVG that can stand in a document: a box for each exchange, queue and service with all that is declared of it, lines for bindings,
/// dead letters and alternate exchanges. It follows the reader's choice of light or dark, and refers to nothing outside itself.
/// </summary>
public static class SvgDiagram
{
    private const double Margin = 24;
    private const double Head = 76;
    private const double Between = 44;
    private const double Corner = 5;

    private static readonly (string Style, string Text)[] Legend =
        [("bind", "binding"), ("late", "binding chosen while running"), ("dead", "dead letters"), ("other", "what nothing matches")];

    /// <summary>Writes it.</summary>
    /// <param name="topology">The topology.</param>
    public static string Write(TopologyModel topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        CardGraph graph = new(topology);
        List<LayeredLayout> parts = Parts.Of(graph);
        (double width, double height) = Parts.Pack(parts, Between);
        (string Style, string Text)[] legend = [.. Legend.Where(entry => graph.Edges.Any(edge => edge.Style == entry.Style))];
        width = Math.Max(width, Math.Max(TextWidth.Bold(topology.Name, 19), legend.Sum(static entry => LegendWidth(entry.Text))));
        StringBuilder svg = new();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {N(width + (2 * Margin))} {N(height + Head + Margin)}\" width=\"{N(width + (2 * Margin))}\" height=\"{N(height + Head + Margin)}\" role=\"img\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title>{Escape(topology.Name)}</title>\n");
        svg.Append(SvgStyle.Text);
        svg.Append("<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
        WriteHead(svg, topology.Name, legend);
        svg.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({N(Margin)} {N(Head)})\">\n");
        foreach (LayeredLayout part in parts)
        {
            foreach (CardEdge edge in part.Edges)
            {
                WriteEdge(svg, edge, part.Tracks[edge]);
            }
        }

        foreach (Card card in parts.SelectMany(static part => part.Cards))
        {
            WriteCard(svg, card);
        }

        return svg.Append("</g>\n</svg>\n").ToString();
    }

    private static double LegendWidth(string text) => 55 + TextWidth.Sans(text, 11);

    /// <summary>The name, and what the lines mean that there are.</summary>
    private static void WriteHead(StringBuilder svg, string name, (string Style, string Text)[] legend)
    {
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"name\" x=\"{N(Margin)}\" y=\"30\">{Escape(name)}</text>\n");
        double x = Margin;
        foreach ((string style, string text) in legend)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<path class=\"edge {style} c0\" d=\"M{N(x)} 47H{N(x + 26)}\"/><text class=\"fact\" x=\"{N(x + 33)}\" y=\"51\">{text}</text>\n");
            x += LegendWidth(text);
        }
    }

    private static void WriteEdge(StringBuilder svg, CardEdge edge, List<double> tracks)
    {
        double x = edge.From.X + edge.From.Width;
        double y = edge.From.Y + edge.FromPort;
        StringBuilder path = new();
        path.Append(CultureInfo.InvariantCulture, $"M{N(x)} {N(y)}");
        double[] turns = [.. edge.Waypoints.Select(static waypoint => waypoint.Y), edge.To.Y + edge.ToPort];
        double[] nexts = [.. tracks.Skip(1), edge.To.X - 5];
        for (int index = 0; index < turns.Length; index++)
        {
            Turn(path, x, tracks[index], y, turns[index], nexts[index]);
            x = tracks[index];
            y = turns[index];
        }

        path.Append(CultureInfo.InvariantCulture, $"H{N(edge.To.X - 5)}");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path class=\"edge {edge.Style} {edge.From.Colour}\" d=\"{path}\"><title>{Escape(edge.Description)}</title></path>");
        double tip = edge.To.X;
        double end = edge.To.Y + edge.ToPort;
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"tip {edge.Style} {edge.From.Colour}\" d=\"M{N(tip)} {N(end)}l-7 -3.5v7z\"/>\n");
    }

    /// <summary>Along to a vertical line, along that, and on in the direction of what comes next, with round corners.</summary>
    private static void Turn(StringBuilder path, double fromX, double x, double fromY, double toY, double nextX)
    {
        double radius = Math.Min(Corner, Math.Abs(toY - fromY) / 2);
        if (radius < 0.5)
        {
            path.Append(CultureInfo.InvariantCulture, $"H{N(x)}V{N(toY)}");
            return;
        }

        double down = Math.Sign(toY - fromY);
        path.Append(CultureInfo.InvariantCulture, $"H{N(x - (Math.Sign(x - fromX) * radius))}Q{N(x)} {N(fromY)} {N(x)} {N(fromY + (down * radius))}");
        path.Append(CultureInfo.InvariantCulture, $"V{N(toY - (down * radius))}Q{N(x)} {N(toY)} {N(x + (Math.Sign(nextX - x) * radius))} {N(toY)}");
    }

    private static void WriteCard(StringBuilder svg, Card card)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<g class=\"card {card.Kind} {card.Colour}\" transform=\"translate({N(card.X)} {N(card.Y)})\"><title>{Escape($"{card.Kind} {card.Title}")}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"box\" width=\"{N(card.Width)}\" height=\"{N(card.Height)}\" rx=\"8\"/>");
        double badge = TextWidth.Sans(card.Badge, 10.5) + 14;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<path class=\"bar\" d=\"M8 0H{N(card.Width - 8)}a8 8 0 0 1 8 8V{N(card.Rows.Count > 0 ? Card.HeaderHeight - 4 : Card.HeaderHeight - 8)}{(card.Rows.Count > 0 ? "H0" : $"a8 8 0 0 1 -8 8H8a8 8 0 0 1 -8 -8")}V8a8 8 0 0 1 8 -8z\"/>");
        string title = TextWidth.Fit(card.Title, card.Width - badge - 34, static text => TextWidth.Bold(text, 13.5));
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"head\" x=\"12\" y=\"20.5\">{Escape(title)}</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect class=\"badge\" x=\"{N(card.Width - badge - 9)}\" y=\"7\" width=\"{N(badge)}\" height=\"17\" rx=\"8.5\"/>");
        svg.Append(
            CultureInfo.InvariantCulture, $"<text class=\"mark\" x=\"{N(card.Width - 9 - (badge / 2))}\" y=\"19\">{Escape(card.Badge)}</text>");
        for (int index = 0; index < card.Rows.Count; index++)
        {
            WriteRow(svg, card, card.Rows[index], Card.RowPort(index) + 4);
        }

        svg.Append("</g>\n");
    }

    private static void WriteRow(StringBuilder svg, Card card, CardRow row, double y)
    {
        (string left, string right) = row.Fit(card.Width - 24);
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"{row.Style}\" x=\"12\" y=\"{N(y)}\">{Cut(left, row.Left)}</text>");
        if (row.Right.Length > 0)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"right\" x=\"{N(card.Width - 12)}\" y=\"{N(y)}\">{Cut(right, row.Right)}</text>");
        }
    }

    // What is cut off is shown to who points at it.
    private static string Cut(string text, string whole) => Escape(text) + (text == whole ? "" : $"<title>{Escape(whole)}</title>");

    private static string N(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) =>
        SecurityElement.Escape(string.Concat(text.Select(static character => char.IsControl(character) ? '\ufffd' : character)));
}
