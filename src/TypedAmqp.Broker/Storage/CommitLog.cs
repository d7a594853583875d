using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace TypedAmqp.Broker;

/// <summary>
/// The log that all durable queues of a broker share: what it is for and how it lies on the disk is in STORE.md. Its lock is innermost, below those
/// of queues and outputs; nothing is called while it is held.
/// </summary>
internal sealed partial class CommitLog : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly IFileSystem _files;
    private readonly StoreLimits _limits;
    private readonly MemoryGauge _gauge;
    private readonly ILogger _log;
    private readonly Dictionary<int, LogSegment> _segments;
    private readonly Upkeep _upkeep;
    private LogSegment _active;
    private int _lastQueue;

    /// <summary>Goes on where an opened folder ends. Nothing is written before <see cref="Start"/>.</summary>
    public CommitLog(OpenedFolder opened, StoreLimits limits, MemoryGauge gauge, ILogger log)
    {
        _files = opened.Files;
        _limits = limits;
        _gauge = gauge;
        _log = log;
        Spares = new SpareFiles(_files, limits, gauge);
        _segments = opened.Segments;
        Listed = new SegmentList(_files, _segments.Keys);
        _lastQueue = opened.LastQueue;
        Definitions = opened.Definitions;
        _active = LogSegment.Begin(opened.LastSegment + 1);
        _segments.Add(_active.Number, _active);
        _lastTransaction = (long)_active.Number << 32;
        _open = NewBuffer(0);
        _upkeep = new Upkeep(this);
        foreach (LogSegment scanned in opened.Scanned)
        {
            _full.Enqueue(scanned);
        }

        _syncer = new Thread(Sync) { IsBackground = true, Name = "TypedAmqp store" };
    }

    /// <summary>The folder, for messages.</summary>
    public string Folder => _files.Folder;

    /// <summary>The definitions. For the holder of the lock, or before the log is started.</summary>
    public DefinitionSet Definitions { get; }

    internal Lock Gate => _gate;

    internal IFileSystem Files => _files;

    internal ILogger Log => _log;

    internal StoreLimits Limits => _limits;

    /// <summary>Files that new segments are written to.</summary>
    internal SpareFiles Spares { get; }

    /// <summary>By number. For the holder of the lock.</summary>
    internal Dictionary<int, LogSegment> Segments => _segments;

    /// <summary>The file that says which there are.</summary>
    internal SegmentList Listed { get; }

    /// <summary>The segment that is being appended to. For the holder of the lock.</summary>
    internal LogSegment Active => _active;

    /// <summary>Transactions of which all is not appended yet. For the holder of the lock.</summary>
    internal Task[] Transactions => [.. _transactions];

    /// <summary>Begins to write.</summary>
    public void Start()
    {
        LookAtRoom();
        _syncer.Start();
        _upkeep.Request();
    }

    /// <summary>A number that no queue had.</summary>
    public int NextQueue() => Interlocked.Increment(ref _lastQueue);

    /// <summary>Reads what was appended, from a record on; of what lies behind that record as much as there is and fits.</summary>
    /// <param name="place">The name of the record.</param>
    /// <param name="octets">Where they go.</param>
    /// <param name="salt">What the checksum of the record knows.</param>
    /// <returns>How many octets.</returns>
    public int Read(LogPlace place, Span<byte> octets, out int salt)
    {
        LogSegment segment;
        int written;
        lock (_gate)
        {
            segment = _segments[place.Segment];
            written = segment.Written;
            salt = segment.Salt;
            if (place.Offset >= written)
            {
                return ReadUnwritten(place, octets);
            }
        }

        int count = segment.IsIndexed ? octets.Length : Math.Min(octets.Length, written - place.Offset);
        return segment.Read(octets[..count], place.Offset);
    }

    /// <summary>Where in its segment's file a record is, for people who look there.</summary>
    public int PositionOf(LogPlace place)
    {
        lock (_gate)
        {
            return _segments[place.Segment].PositionOf(place.Offset);
        }
    }

    /// <summary>Writes and syncs what there is, indexes it, and closes the files: whoever opens the folder next has nothing to scan.</summary>
    public async ValueTask DisposeAsync()
    {
        StopSync();
        if (_failure is null)
        {
            EndWriting();
            _upkeep.Request();
        }

        await _upkeep.StopAsync().ConfigureAwait(false);
        try
        {
            Spares.Clear();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // They go when the folder is opened.
            _log.UpkeepFailed(_files.Folder, exception);
        }

        foreach (LogSegment segment in _segments.Values)
        {
            segment.Octets?.Dispose();
        }

        _files.Dispose();
    }

    /// <summary>A segment is deleted. For the holder of the lock.</summary>
    internal void Forget(LogSegment segment)
    {
        _segments.Remove(segment.Number);
        _lastFound = null;
    }

    private bool TryFind(int segment, [MaybeNullWhen(false)] out LogSegment found)
    {
        found = _lastFound;
        if (found?.Number == segment)
        {
            return true;
        }

        if (_segments.TryGetValue(segment, out found))
        {
            _lastFound = found;
            return true;
        }

        return false;
    }
}
