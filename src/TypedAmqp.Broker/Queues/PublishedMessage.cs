namespace TypedAmqp.Broker;

/// <summary>Where the octets of a just published message lie: places in a segment of a <see cref="PublishBatch"/>.</summary>
internal struct PublishedMessage
{
    /// <summary>Number of the segment; the complement of the number of a shared message where the octets are in one.</summary>
    public int Segment;
    public int Address;
    public int AddressLength;
    public int Properties;
    public int PropertiesLength;
    public int Body;
    public int BodyLength;
    public EntryFlags Flags;
    public long ExpiresAt;

    /// <summary>Its octets in those of its segment.</summary>
    public readonly MessageOctets In(ReadOnlySpan<byte> segment) => new()
    {
        Address = segment.Slice(Address, AddressLength),
        Properties = segment.Slice(Properties, PropertiesLength),
        Body = segment.Slice(Body, BodyLength),
        ExpiresAt = ExpiresAt,
        Flags = Flags,
    };
}
