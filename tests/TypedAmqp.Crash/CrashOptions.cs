namespace TypedAmqp.Crash;

/// <summary>How often, and how, the broker is killed.</summary>
public sealed record CrashOptions
{
    /// <summary>Octets of a segment where nothing is said.</summary>
    public const int DefaultSegmentSize = 64 * 1024;

    /// <summary>How often.</summary>
    public int Kills { get; init; } = 20;

    /// <summary>What chance begins with. Processes are not as reproducible as chance is.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The data folder; null: a new one, which goes when nothing was found.</summary>
    public string? Folder { get; init; }

    /// <summary>Octets of a segment of the store: so small that there are many of them.</summary>
    public int SegmentSize { get; init; } = DefaultSegmentSize;

    /// <summary>Most confirms and acknowledgements between the start of the broker and its end.</summary>
    public int MostSteps { get; init; } = 4000;

    /// <summary>Whether backups are made, and opened, while the broker works.</summary>
    public bool Backups { get; init; }

    /// <summary>Hears how it goes on.</summary>
    public Action<string>? Progress { get; init; }
}
