namespace TypedAmqp.Manifests;

/// <summary>A place between the boxes of a layer, where lines pass.</summary>
internal sealed class Waypoint(int layer)
{
    public int Layer => layer;

    public double Y { get; set; }
}
