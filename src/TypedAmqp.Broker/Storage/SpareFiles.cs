using System.Diagnostics.CodeAnalysis;

namespace TypedAmqp.Broker;

/// <summary>
/// Files of segments that have died, for segments that begin: what is written over octets that a disk has already is safe in a fraction of the time
/// that it takes to let a file grow. What was in them is never taken for what is: the checksum of each record knows its segment.
/// </summary>
internal sealed class SpareFiles(IFileSystem files, StoreLimits limits, MemoryGauge gauge)
{
    private const int Most = 2;

    private readonly Lock _gate = new();
    private readonly Queue<string> _names = new();

    /// <summary>
    /// Takes the file of a segment that died out of the log, if there is use for it. Safe after <see cref="IFileSystem.SyncFolder"/>.
    /// </summary>
    /// <returns>Whether it did; if not, the file is there as it was.</returns>
    public bool TryKeep(LogSegment dead)
    {
        lock (_gate)
        {
            if (_names.Count >= Most)
            {
                return false;
            }
        }

        if (gauge.IsDiskLow || dead.Size > limits.SegmentSize || dead.Size <= limits.SegmentSize / 2)
        {
            return false;
        }

        using IDataFile? file = files.TryReuse(dead.LogName);
        if (file is null)
        {
            return false;
        }

        files.Rename(dead.LogName, NameOf(dead));
        return true;
    }

    /// <summary>Nobody reads the file of the segment any more, and its new name is safe.</summary>
    public void Add(LogSegment dead)
    {
        lock (_gate)
        {
            _names.Enqueue(NameOf(dead));
        }
    }

    /// <summary>A file to write over, which has its old name yet; null: there is none.</summary>
    public IDataFile? TryTake(out string? name)
    {
        while (TryNext(out name))
        {
            if (files.TryReuse(name) is { } file)
            {
                return file;
            }

            files.Delete(name);
        }

        return null;
    }

    /// <summary>Gives their room back.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Clear()
    {
        bool hadAny = false;
        while (TryNext(out string? name))
        {
            files.Delete(name);
            hadAny = true;
        }

        return hadAny;
    }

    // Those that a killed broker leaves go with everything else that is unfinished.
    private static string NameOf(LogSegment dead) => $"{dead.Number:D8}.spare{SafeFile.Unfinished}";

    private bool TryNext([NotNullWhen(true)] out string? name)
    {
        lock (_gate)
        {
            return _names.TryDequeue(out name);
        }
    }
}
