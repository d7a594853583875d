namespace TypedAmqp.Manifests;

/// <summary>A line of the picture, from the right of a box to the left of another.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="FromPort">Where on that, from the top.</param>
/// <param name="To">Where it ends.</param>
/// <param name="ToPort">Where on that, from the top.</param>
/// <param name="Style">The CSS class: <c>bind</c>, <c>late</c>, <c>dead</c> or <c>other</c>.</param>
/// <param name="Description">What is shown when it is pointed at.</param>
internal sealed record CardEdge(Card From, double FromPort, Card To, double ToPort, string Style, string Description)
{
    /// <summary>Lines of one bundle share their way: bindings of one exchange, dead letters to one.</summary>
    public (Card Card, string Style) Bundle => Style is "bind" or "late" ? (From, "bind") : (To, Style);

    /// <summary>The places that it passes, from layer to layer.</summary>
    public List<Waypoint> Waypoints { get; } = [];

    /// <summary>Whether it leads back to an earlier layer, or to its own.</summary>
    public bool IsBack => To.Layer <= From.Layer;
}
