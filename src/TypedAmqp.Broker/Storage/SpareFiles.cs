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

    // Their names, and what the checksums of the records in them began with.
    private readonly Queue<(string Name, uint Seed)> _kept = new();

    /// <summary>
    /// Takes the file of a segment that died out of the log, if there is use for it. Safe after <see cref="IFileSystem.SyncFolder"/>.
    /// </summary>
    /// <returns>Whether it did; if not, the file is there as it was.</returns>
    public bool TryKeep(LogSegment dead)
    {
        lock (_gate)
        {
            if (_kept.Count >= Most)
            {
                return false;
            }
        }

        if (gauge.IsDiskLow || files.Free < limits.FreeDisk || dead.Size > limits.SegmentSize || dead.Size <= limits.SegmentSize / 2)
        {
            return false;
        }

        using IDataFile? file = TryReuse(dead.LogName);
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
            _kept.Enqueue((NameOf(dead), SeedOf(dead)));
        }

        // Whoever gave their room back since did not see it.
        if (gauge.IsDiskLow)
        {
            Clear();
        }
    }

    /// <summary>A file to write a segment to, which has its old name yet; null: there is none.</summary>
    public IDataFile? TryTake(LogSegment begun, out string? name)
    {
        while (TryNext(out name, out uint seed))
        {
            // Chance gave both a salt with which the records of one are valid in the other.
            if (seed != SeedOf(begun) && TryReuse(name) is { } file)
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
        while (TryNext(out string? name, out _))
        {
            files.Delete(name);
            hadAny = true;
        }

        return hadAny;
    }

    // Those that a killed broker leaves go with everything else that is unfinished.
    private static string NameOf(LogSegment dead) => $"{dead.Number:D8}.spare{SafeFile.Unfinished}";

    // Equal for two segments where it is at any place, and at all of them.
    private static uint SeedOf(LogSegment segment) => RecordFormat.SeedOf(new LogPlace(segment.Number, 0), segment.Salt, 0);

    private IDataFile? TryReuse(string name)
    {
        try
        {
            return files.TryReuse(name);
        }
        catch (FileNotFoundException)
        {
            // It looks like something that nobody needs, and somebody took it away.
            return null;
        }
    }

    private bool TryNext([NotNullWhen(true)] out string? name, out uint seed)
    {
        lock (_gate)
        {
            bool isThere = _kept.TryDequeue(out (string Name, uint Seed) kept);
            (name, seed) = kept;
            return isThere;
        }
    }
}
