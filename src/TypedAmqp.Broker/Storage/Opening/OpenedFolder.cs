namespace TypedAmqp.Broker;

/// <summary>What was found in a data folder.</summary>
internal sealed class OpenedFolder(IFileSystem files)
{
    public IFileSystem Files { get; } = files;

    public DefinitionSet Definitions { get; set; } = new();

    /// <summary>By number. Those that were scanned have their entries.</summary>
    public Dictionary<int, LogSegment> Segments { get; } = [];

    /// <summary>Segments without an index, in their order.</summary>
    public List<LogSegment> Scanned { get; } = [];

    /// <summary>What cannot be read.</summary>
    public List<DataFolderDamage> Damage { get; } = [];

    /// <summary>What is behind the last record that counts was written after it: the power failed, or the file is damaged.</summary>
    public bool IsTailKept { get; set; }

    /// <summary>Something in it cannot be read.</summary>
    public bool IsDamaged => IsTailKept || Damage.Count > 0;

    /// <summary>Numbers of queues that were removed in what was scanned.</summary>
    public HashSet<int> Removed { get; } = [];

    /// <summary>The segments are those that the list of them has.</summary>
    public bool IsListed { get; set; }

    /// <summary>It is opened only where damage is accepted.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Octets of the last segment behind its last record: room for more, and what was being written when the broker ended.</summary>
    public long Tail { get; set; }

    /// <summary>Number of the last segment that there ever was; 0: none.</summary>
    public int LastSegment { get; set; }

    /// <summary>The highest number of a queue that is still heard of.</summary>
    public int LastQueue { get; set; }

    /// <summary>What came before this may have been delivered, and nobody knows.</summary>
    public int FirstUndelivered { get; set; }
}
