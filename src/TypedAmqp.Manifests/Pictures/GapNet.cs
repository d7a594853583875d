namespace TypedAmqp.Manifests;

/// <summary>The lines of one bundle between two columns: they share one vertical line.</summary>
internal sealed class GapNet
{
    private double _top = double.MaxValue;
    private double _bottom = double.MinValue;

    /// <summary>Which of the vertical lines of the gap it has, from the left.</summary>
    public int Track { get; private set; }

    public void Add(double from, double to)
    {
        _top = Math.Min(_top, Math.Min(from, to));
        _bottom = Math.Max(_bottom, Math.Max(from, to));
    }

    /// <summary>Gives each net a track in which it meets no other.</summary>
    /// <returns>How many tracks there are.</returns>
    public static int Assign(List<GapNet> nets)
    {
        List<double> ends = [];
        foreach (GapNet net in nets.OrderBy(static net => net._top))
        {
            int track = ends.FindIndex(end => end + 6 < net._top);
            if (track < 0)
            {
                track = ends.Count;
                ends.Add(0);
            }

            ends[track] = net._bottom;
            net.Track = track;
        }

        return ends.Count;
    }
}
