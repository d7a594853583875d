namespace TypedAmqp.Broker;

/// <summary>What a queue keeps of a message: where its octets lie in the store, and a few bits. 16 octets.</summary>
/// <param name="Chunk">The part of the store that holds the octets; the store alone knows what the number means.</param>
/// <param name="Offset">Where in that part the record begins, in octets.</param>
/// <param name="Length">Length of the record, in octets.</param>
/// <param name="Flags">What delivery has to know before it asks the store.</param>
internal readonly record struct QueueEntry(int Chunk, int Offset, int Length, EntryFlags Flags)
{
    // Above the flags lies the count of deliveries.
    private const int DeliveryCountShift = 8;
    private const int MostDeliveries = int.MaxValue >> DeliveryCountShift;

    public bool Redelivered => (Flags & EntryFlags.Redelivered) != 0;

    public bool Expires => (Flags & EntryFlags.Expires) != 0;

    /// <summary>How often it was delivered and came back.</summary>
    public int DeliveryCount => (int)Flags >> DeliveryCountShift;

    /// <summary>It was delivered and came back.</summary>
    public QueueEntry AsReturned()
    {
        int counted = DeliveryCount < MostDeliveries ? 1 << DeliveryCountShift : 0;
        return this with { Flags = (Flags + counted) | EntryFlags.Redelivered };
    }
}
