namespace TypedAmqp.Manifests;

/// <summary>
/// Places the boxes of a connected part in columns, so that what flows goes to the right: layers by the longest way from a source, an order within
/// each that crosses few lines, heights near those of neighbours, and lines that run between the columns and turn at right angles.
/// </summary>
internal sealed class LayeredLayout
{
    private const double CardGap = 22;
    private const double LineGap = 11;
    private const double TrackGap = 9;
    private const double Sweeps = 12;

    private readonly List<Card> _cards;
    private readonly List<CardEdge> _edges;
    private readonly List<List<LayoutNode>> _layers = [];
    private readonly Dictionary<Card, LayoutNode> _nodes;

    private LayeredLayout(List<Card> cards, List<CardEdge> edges)
    {
        _cards = cards;
        _edges = edges;
        _nodes = cards.ToDictionary(static card => card, static card => new LayoutNode(card, null));
    }

    public double Width { get; private set; }

    public double Height { get; private set; }

    /// <summary>The x of the vertical part of each edge's way, from gap to gap.</summary>
    public Dictionary<CardEdge, List<double>> Tracks { get; } = [];

    public IReadOnlyList<CardEdge> Edges => _edges;

    public IReadOnlyList<Card> Cards => _cards;

    public static LayeredLayout Create(List<Card> cards, List<CardEdge> edges)
    {
        LayeredLayout layout = new(cards, edges);
        Layering.Assign(cards, edges);
        layout.AddWaypoints();
        LayerOrder.Improve(layout._layers, (int)Sweeps);
        layout.PlaceRows();
        layout.PlaceColumns();
        return layout;
    }

    public void Move(double x, double y)
    {
        foreach (Card card in _cards)
        {
            card.X += x;
            card.Y += y;
        }

        foreach (Waypoint waypoint in _edges.SelectMany(static edge => edge.Waypoints).Distinct())
        {
            waypoint.Y += y;
        }

        foreach (List<double> tracks in Tracks.Values)
        {
            for (int index = 0; index < tracks.Count; index++)
            {
                tracks[index] += x;
            }
        }
    }

    private void AddWaypoints()
    {
        for (int layer = 0; layer <= _cards.Max(static card => card.Layer); layer++)
        {
            _layers.Add([.. _cards.Where(card => card.Layer == layer).Select(card => _nodes[card])]);
        }

        Dictionary<((Card, string), int), LayoutNode> shared = [];
        foreach (CardEdge edge in _edges)
        {
            LayoutNode previous = _nodes[edge.From];
            IEnumerable<int> passed = edge.IsBack
                ? Enumerable.Range(edge.To.Layer, edge.From.Layer - edge.To.Layer + 1).Reverse()
                : Enumerable.Range(edge.From.Layer + 1, edge.To.Layer - edge.From.Layer - 1);
            foreach (int layer in passed)
            {
                if (!shared.TryGetValue((edge.Bundle, layer), out LayoutNode? node))
                {
                    node = shared[(edge.Bundle, layer)] = new LayoutNode(null, new Waypoint(layer));
                    _layers[layer].Add(node);
                }

                edge.Waypoints.Add(node.Waypoint!);
                LayoutNode.Connect(previous, previous.Card is null ? 0 : edge.FromPort, node, 0);
                previous = node;
            }

            LayoutNode.Connect(previous, previous.Card is null ? 0 : edge.FromPort, _nodes[edge.To], edge.ToPort);
        }
    }

    private void PlaceRows()
    {
        foreach (List<LayoutNode> layer in _layers)
        {
            double y = 0;
            foreach (LayoutNode node in layer)
            {
                node.Y = y;
                y += node.Height + Gap(node);
            }
        }

        for (int pass = 0; pass < 16; pass++)
        {
            IEnumerable<List<LayoutNode>> order = pass % 2 == 0 ? _layers : Enumerable.Reverse(_layers);
            foreach (List<LayoutNode> layer in order)
            {
                RowPlacement.Place(layer, Gap, pass < 12 ? pass % 2 == 0 : null);
            }
        }

        double top = _layers.SelectMany(static layer => layer).Min(static node => node.Y);
        foreach (LayoutNode node in _layers.SelectMany(static layer => layer))
        {
            node.Y -= top;
            node.Store();
        }

        Height = _layers.SelectMany(static layer => layer).Max(static node => node.Y + node.Height);
    }

    private static double Gap(LayoutNode node) => node.Card is null ? LineGap : CardGap;

    private void PlaceColumns()
    {
        // The ends of each bundle in each gap, from which its vertical line runs; gap 0 is left of the first layer.
        Dictionary<(int Gap, (Card, string) Bundle), GapNet> nets = [];
        foreach (CardEdge edge in _edges)
        {
            foreach ((int gap, double from, double to) in Ways(edge))
            {
                if (!nets.TryGetValue((gap, edge.Bundle), out GapNet? net))
                {
                    nets[(gap, edge.Bundle)] = net = new GapNet();
                }

                net.Add(from, to);
            }
        }

        double x = 0;
        Dictionary<int, double> starts = [];
        for (int layer = 0; layer <= _layers.Count; layer++)
        {
            int tracks = GapNet.Assign([.. nets.Where(item => item.Key.Gap == layer).Select(static item => item.Value)]);
            starts[layer] = x + (layer == 0 ? 0 : 14);
            bool isOuter = layer == 0 || layer == _layers.Count;
            x += tracks == 0 && isOuter ? 0 : (isOuter ? 14 : 32) + (Math.Max(0, tracks - 1) * TrackGap);
            if (layer < _layers.Count)
            {
                Card[] cards = [.. _layers[layer].Select(static node => node.Card).OfType<Card>()];
                double width = cards.Length == 0 ? 40 : cards.Max(static card => card.NaturalWidth);
                foreach (Card card in cards)
                {
                    card.X = x;
                    card.Width = width;
                }

                x += width;
            }
        }

        Width = x;
        foreach (CardEdge edge in _edges)
        {
            Tracks[edge] = [.. Ways(edge).Select(way => starts[way.Gap] + (nets[(way.Gap, edge.Bundle)].Track * TrackGap))];
        }
    }

    private static IEnumerable<(int Gap, double From, double To)> Ways(CardEdge edge)
    {
        double y = edge.From.Y + edge.FromPort;
        int gap = edge.From.Layer + 1;
        foreach (Waypoint waypoint in edge.Waypoints)
        {
            yield return (gap, y, waypoint.Y);
            y = waypoint.Y;
            gap += edge.IsBack ? -1 : 1;
        }

        yield return (gap, y, edge.To.Y + edge.ToPort);
    }
}
