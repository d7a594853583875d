namespace TypedAmqp.Manifests;

/// <summary>What has a place in a layer: a box, or lines that pass.</summary>
internal sealed class LayoutNode(Card? card, Waypoint? waypoint)
{
    private readonly List<(LayoutNode Node, double Own, double Other)> _left = [];
    private readonly List<(LayoutNode Node, double Own, double Other)> _right = [];

    public Card? Card => card;

    public Waypoint? Waypoint => waypoint;

    public double Y { get; set; }

    public double Height => card?.Height ?? 1;

    public int Layer => card?.Layer ?? waypoint!.Layer;

    /// <summary>Neighbours in earlier layers, with the places on this and on them where the line ends.</summary>
    public IReadOnlyList<(LayoutNode Node, double Own, double Other)> Left => _left;

    /// <summary>Neighbours in later layers.</summary>
    public IReadOnlyList<(LayoutNode Node, double Own, double Other)> Right => _right;

    public static void Connect(LayoutNode from, double fromPort, LayoutNode to, double toPort)
    {
        if (from.Layer == to.Layer)
        {
            // The beginning or the end of a way back: it pulls neither.
            return;
        }

        (LayoutNode left, double leftPort, LayoutNode right, double rightPort) = from.Layer < to.Layer
            ? (from, fromPort, to, toPort)
            : (to, toPort, from, fromPort);
        if (left._right.All(item => item.Node != right || item.Own != leftPort || item.Other != rightPort))
        {
            left._right.Add((right, leftPort, rightPort));
            right._left.Add((left, rightPort, leftPort));
        }
    }

    /// <summary>Gives the place to what has it.</summary>
    public void Store()
    {
        if (card is not null)
        {
            card.Y = Y;
        }
        else
        {
            waypoint!.Y = Y;
        }
    }
}
