namespace TypedAmqp.Manifests;

/// <summary>
/// Gives the members of a layer heights that are as near as can be to those of their neighbours, in their order and without touching: those that want
/// the same room are moved together (the pool of adjacent violators of an isotonic regression).
/// </summary>
internal static class RowPlacement
{
    /// <param name="layer">The layer.</param>
    /// <param name="gap">The room below a member.</param>
    /// <param name="left">Whether the neighbours to the left count, or those to the right; null for both.</param>
    public static void Place(List<LayoutNode> layer, Func<LayoutNode, double> gap, bool? left)
    {
        // Without what stands above it, each member wants to be where its line runs straight.
        double above = 0;
        List<(double Sum, double Weight, int Count)> pools = [];
        foreach (LayoutNode node in layer)
        {
            double[] wanted =
            [
                .. (left is false ? [] : node.Left).Concat(left is true ? [] : node.Right).Select(static item => item.Node.Y + item.Other - item.Own),
            ];

            // One without neighbours on this side stays where it is, if it costs the others nothing.
            double weight = wanted.Length == 0 ? 0.05 : 1 + (node.Waypoint is null ? 0 : 1);
            double place = (wanted.Length == 0 ? node.Y : wanted.Average()) - above;
            (double Sum, double Weight, int Count) pool = (place * weight, weight, 1);
            while (pools.Count > 0 && pools[^1].Sum / pools[^1].Weight >= pool.Sum / pool.Weight)
            {
                pool = (pool.Sum + pools[^1].Sum, pool.Weight + pools[^1].Weight, pool.Count + pools[^1].Count);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
            above += node.Height + gap(node);
        }

        above = 0;
        int index = 0;
        foreach ((double sum, double weight, int count) in pools)
        {
            for (int member = 0; member < count; member++, index++)
            {
                layer[index].Y = (sum / weight) + above;
                above += layer[index].Height + gap(layer[index]);
            }
        }
    }
}
