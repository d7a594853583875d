namespace TypedAmqp.Broker;

/// <summary>Messages of a stream with numbers one after the other.</summary>
/// <param name="first">The number of the first.</param>
/// <param name="since">When it came.</param>
/// <param name="beginsSegment">Nothing before it is dropped together with it.</param>
internal sealed class StreamPage(long first, long since, bool beginsSegment)
{
    /// <summary>The most messages of a page.</summary>
    public const int MostCount = 4096;

    public long First { get; } = first;

    /// <summary>The number behind the last.</summary>
    public long End => First + Count;

    public int Count { get; private set; }

    public long Octets { get; private set; }

    /// <summary>When the last one came, in milliseconds.</summary>
    public long Until { get; private set; } = since;

    public bool BeginsSegment { get; } = beginsSegment;

    /// <summary>Its entries; null while messages are added.</summary>
    public byte[]? Packed { get; set; }

    /// <summary>Counts messages in.</summary>
    public void Add(int count, long octets, long until)
    {
        Count += count;
        Octets += octets;
        Until = until;
    }
}
