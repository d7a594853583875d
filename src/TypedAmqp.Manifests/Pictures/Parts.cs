namespace TypedAmqp.Manifests;

/// <summary>The connected parts of a picture, and where each of them stands.</summary>
internal static class Parts
{
    /// <summary>A layout for each part; boxes without lines are parts of their own.</summary>
    public static List<LayeredLayout> Of(CardGraph graph)
    {
        Dictionary<Card, Card> leaders = graph.Cards.ToDictionary(static card => card, static card => card);
        foreach (CardEdge edge in graph.Edges)
        {
            leaders[Leader(edge.From)] = Leader(edge.To);
        }

        ILookup<Card, CardEdge> edges = graph.Edges.ToLookup(edge => Leader(edge.From));
        return [.. graph.Cards.GroupBy(Leader).Select(part => LayeredLayout.Create([.. part], [.. edges[part.Key]]))];

        Card Leader(Card card)
        {
            while (leaders[card] != card)
            {
                card = leaders[card];
            }

            return card;
        }
    }

    /// <summary>Puts them on shelves, the highest first; small ones stand on one another where there is room.</summary>
    public static (double Width, double Height) Pack(List<LayeredLayout> parts, double between)
    {
        double area = parts.Sum(part => (part.Width + between) * (part.Height + between));
        double most = Math.Max(parts.Select(static part => part.Width).DefaultIfEmpty(0).Max(), Math.Sqrt(area * 1.7));
        double width = 0;
        double shelf = 0;
        double shelfHeight = 0;
        double x = 0;
        double columnWidth = 0;
        double y = 0;
        foreach (LayeredLayout part in parts.OrderByDescending(static part => part.Height).ThenByDescending(static part => part.Width))
        {
            if (columnWidth > 0 && (y + part.Height > shelf + shelfHeight || part.Width > columnWidth * 1.15))
            {
                // The next column of the shelf, or the next shelf.
                x += columnWidth + between;
                columnWidth = 0;
                y = shelf;
                if (x + part.Width > most)
                {
                    shelf += shelfHeight + between;
                    (x, y, shelfHeight) = (0, shelf, 0);
                }
            }

            part.Move(x, y);
            y += part.Height + (between / 2);
            columnWidth = Math.Max(columnWidth, part.Width);
            shelfHeight = Math.Max(shelfHeight, part.Height);
            width = Math.Max(width, x + columnWidth);
        }

        return (width, shelf + shelfHeight);
    }
}
