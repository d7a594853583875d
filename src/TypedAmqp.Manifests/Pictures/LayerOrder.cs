namespace TypedAmqp.Manifests;

/// <summary>The order of what is in each layer: by the middle of the neighbours, to and fro, the best that was seen kept.</summary>
internal static class LayerOrder
{
    public static void Improve(List<List<LayoutNode>> layers, int sweeps)
    {
        long least = long.MaxValue;
        List<LayoutNode>[] best = [.. layers.Select(static layer => layer.ToList())];
        Dictionary<LayoutNode, int> places = [];
        Number(layers, places);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            bool toRight = sweep % 2 == 0;
            foreach (int index in toRight ? Enumerable.Range(0, layers.Count) : Enumerable.Range(0, layers.Count).Reverse())
            {
                layers[index] = [.. layers[index].OrderBy(node => Middle(node, toRight ? node.Left : node.Right, places))];
                Number(layers[index], places);
            }

            long crossings = Crossings(layers, places);
            if (crossings < least)
            {
                least = crossings;
                best = [.. layers.Select(static layer => layer.ToList())];
            }
        }

        for (int index = 0; index < layers.Count; index++)
        {
            layers[index] = best[index];
        }
    }

    private static void Number(List<List<LayoutNode>> layers, Dictionary<LayoutNode, int> places)
    {
        foreach (List<LayoutNode> layer in layers)
        {
            Number(layer, places);
        }
    }

    private static void Number(List<LayoutNode> layer, Dictionary<LayoutNode, int> places)
    {
        for (int place = 0; place < layer.Count; place++)
        {
            places[layer[place]] = place;
        }
    }

    // A port lower on a box is a little later than one above it.
    private static double Middle(LayoutNode node, IReadOnlyList<(LayoutNode Node, double Own, double Other)> neighbours, Dictionary<LayoutNode, int> places) =>
        neighbours.Count == 0 ? places[node] : neighbours.Average(item => places[item.Node] + (item.Other / 2000));

    private static long Crossings(List<List<LayoutNode>> layers, Dictionary<LayoutNode, int> places)
    {
        long crossings = 0;
        foreach (List<LayoutNode> layer in layers)
        {
            List<int> ends = [];
            foreach (LayoutNode node in layer)
            {
                int[] own = [.. node.Right.Select(item => places[item.Node]).Order()];
                crossings += own.Sum(end => (long)ends.Count - LowerBound(ends, end + 1));
                foreach (int end in own)
                {
                    ends.Insert(LowerBound(ends, end), end);
                }
            }
        }

        return crossings;
    }

    private static int LowerBound(List<int> sorted, int value)
    {
        int index = sorted.BinarySearch(value);
        if (index < 0)
        {
            return ~index;
        }

        while (index > 0 && sorted[index - 1] == value)
        {
            index--;
        }

        return index;
    }
}
