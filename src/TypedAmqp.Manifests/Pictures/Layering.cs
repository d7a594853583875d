namespace TypedAmqp.Manifests;

/// <summary>Which column each box is in.</summary>
internal static class Layering
{
    private const double LeastHeight = 900;

    public static void Assign(List<Card> cards, List<CardEdge> edges)
    {
        ILookup<Card, CardEdge> outgoing = edges.ToLookup(static edge => edge.From);
        List<Card> order = TopologicalOrder(cards, edges, outgoing, out HashSet<CardEdge> back);
        foreach (Card card in order)
        {
            card.Layer = 0;
        }

        foreach (Card card in order)
        {
            foreach (CardEdge edge in outgoing[card].Where(edge => !back.Contains(edge)))
            {
                edge.To.Layer = Math.Max(edge.To.Layer, card.Layer + 1);
            }
        }

        // What nothing leads to stands before the first that it leads to.
        ILookup<Card, CardEdge> incoming = edges.Where(edge => !back.Contains(edge)).ToLookup(static edge => edge.To);
        foreach (Card card in Enumerable.Reverse(order))
        {
            CardEdge[] next = [.. outgoing[card].Where(edge => !back.Contains(edge))];
            if (next.Length > 0 && !incoming[card].Any())
            {
                card.Layer = next.Min(static edge => edge.To.Layer) - 1;
            }
        }

        Split(cards, order, incoming);
    }

    /// <summary>Sources first; the edges that close a circle are left out, and dead letters rather than bindings.</summary>
    private static List<Card> TopologicalOrder(List<Card> cards, List<CardEdge> edges, ILookup<Card, CardEdge> outgoing, out HashSet<CardEdge> back)
    {
        HashSet<CardEdge> closing = [];
        HashSet<Card> done = [];
        HashSet<Card> open = [];
        List<Card> order = [];
        HashSet<Card> targets = [.. edges.Select(static edge => edge.To)];
        HashSet<Card> bound = [.. edges.Where(static edge => edge.Style is "bind" or "late").Select(static edge => edge.To)];
        foreach (Card card in cards.OrderBy(card => targets.Contains(card)).ThenBy(card => bound.Contains(card)))
        {
            Visit(card);
        }

        order.Reverse();
        back = closing;
        return order;

        void Visit(Card card)
        {
            if (!done.Add(card))
            {
                return;
            }

            open.Add(card);
            foreach (CardEdge edge in outgoing[card].OrderBy(static edge => edge.Style is "bind" or "late" ? 0 : 1))
            {
                if (open.Contains(edge.To))
                {
                    closing.Add(edge);
                }
                else
                {
                    Visit(edge.To);
                }
            }

            open.Remove(card);
            order.Add(card);
        }
    }

    /// <summary>A column that is much higher than the picture is wide becomes several.</summary>
    private static void Split(List<Card> cards, List<Card> order, ILookup<Card, CardEdge> incoming)
    {
        double area = cards.Sum(static card => (card.Height + 22) * (card.NaturalWidth + 90));
        double limit = Math.Max(LeastHeight, Math.Sqrt(area * 0.8));
        int shift = 0;
        foreach (IGrouping<int, Card> layer in order.GroupBy(static card => card.Layer).OrderBy(static group => group.Key).ToArray())
        {
            // What comes from one place stays together: its lines are short then.
            Card[] members =
                [.. layer.OrderBy(card => incoming[card].Select(edge => cards.IndexOf(edge.From)).DefaultIfEmpty(-1).Max()).ThenBy(cards.IndexOf)];
            double height = 0;
            double total = members.Sum(static card => card.Height + 22);
            double share = total / Math.Ceiling(total / limit);
            foreach (Card card in members)
            {
                if (height > 0 && height + (card.Height / 2) > share)
                {
                    shift++;
                    height = 0;
                }

                height += card.Height + 22;
                card.Layer += shift;
            }
        }
    }
}
