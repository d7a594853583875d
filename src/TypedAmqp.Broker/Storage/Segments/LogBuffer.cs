namespace TypedAmqp.Broker;

/// <summary>Records that were appended and are not written yet: a piece of one segment.</summary>
internal sealed class LogBuffer(byte[] octets, LogSegment segment, int start)
{
    public byte[] Octets { get; } = octets;

    public LogSegment Segment { get; } = segment;

    /// <summary>Where it begins in the segment.</summary>
    public int Start { get; } = start;

    public int Used { get; set; }

    public int Room => Octets.Length - Used;

    public int End => Start + Used;

    /// <summary>All that was ever appended up to its end, in octets.</summary>
    public long Position { get; set; }
}
