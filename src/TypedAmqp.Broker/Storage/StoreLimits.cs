namespace TypedAmqp.Broker;

/// <summary>Sizes of a store, which tests make small.</summary>
internal sealed record StoreLimits
{
    /// <summary>Octets after which a segment is full.</summary>
    public int SegmentSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Octets of the buffer that is written at once.</summary>
    public int BufferSize { get; init; } = 256 * 1024;

    /// <summary>Octets that may wait to be written before those who append write them: a publisher cannot be faster than the disk for long.</summary>
    public long MostUnwritten { get; init; } = 4 * 1024 * 1024;

    /// <summary>Octets that all durable queues together keep in memory beside the disk.</summary>
    public long MemoryForQueues { get; init; } = 32 * 1024 * 1024;

    /// <summary>What nobody waits for is synced after this time.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long to wait before a full disk is tried again.</summary>
    public TimeSpan FullDiskInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Octets that must be free on the disk, or publishers have to wait.</summary>
    public long FreeDisk { get; init; }

    /// <summary>
    /// Octets that are kept free for the time when the disk is full, so that what consumers settle can be written, and what is settled can go.
    /// </summary>
    public long Reserve { get; init; } = 16 * 1024 * 1024;

    /// <summary>A file smaller than this is never compacted.</summary>
    public int SmallestToCompact { get; init; } = 256 * 1024;

    /// <summary>What the options of a broker say.</summary>
    public static StoreLimits Of(BrokerOptions options)
    {
        StoreLimits defaults = new();
        return defaults with
        {
            FreeDisk = options.DiskFreeLimit,
            SegmentSize = options.SegmentSize,
            SmallestToCompact = Math.Min(defaults.SmallestToCompact, options.SegmentSize / 4),
        };
    }
}
