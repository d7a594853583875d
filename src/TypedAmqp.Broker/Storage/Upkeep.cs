using System.Runtime.InteropServices;

namespace TypedAmqp.Broker;

/// <summary>
/// What is done with segments once they are full, beside the traffic: indexes, deletion, compaction. STORE.md says in which order, and why a crash in
/// between does no harm. One segment at a time.
/// </summary>
internal sealed class Upkeep(CommitLog log)
{
    // A segment is compacted when less than this part of it is live.
    private const int SparsePart = 4;

    // How often to look whether a backup is done.
    private static readonly TimeSpan BackupInterval = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private bool _isRequested;
    private bool _isStopped;

    /// <summary>There may be something to do. May be called under any lock.</summary>
    public void Request()
    {
        lock (_gate)
        {
            _isRequested = true;
            if (_running.IsCompleted && !_isStopped)
            {
                _running = Task.Run(RunAsync);
            }
        }
    }

    /// <summary>Completes when what was requested is done; nothing more is begun.</summary>
    public async Task StopAsync()
    {
        Task running;
        lock (_gate)
        {
            _isStopped = true;
            running = _running;
        }

        await running.ConfigureAwait(false);
    }

    // A backup takes all files of one moment: none is replaced or deleted meanwhile. Null: the broker ends.
    private async Task<IDisposable?> ChangeAsync()
    {
        while (true)
        {
            if (log.Files.TryChange() is { } change)
            {
                return change;
            }

            lock (_gate)
            {
                if (_isStopped)
                {
                    return null;
                }
            }

            await Task.Delay(BackupInterval).ConfigureAwait(false);
        }
    }

    private bool IsRequested()
    {
        lock (_gate)
        {
            bool isRequested = _isRequested;
            _isRequested = false;
            return isRequested;
        }
    }

    private async Task RunAsync()
    {
        while (IsRequested())
        {
            try
            {
                using IDisposable? change = await ChangeAsync().ConfigureAwait(false);
                if (change is null)
                {
                    return;
                }

                // First what makes room and needs none.
                await DeleteDeadAsync().ConfigureAwait(false);
                // An index takes room, and waits for what cannot be written yet.
                while (log.NextFull() is { } full && (!log.IsDiskFull || full.LiveCount == 0))
                {
                    await FinishAsync(full).ConfigureAwait(false);
                    log.UpkeepDone();
                }

                await DeleteDeadAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Nothing is lost by waiting: without an index a segment is read as a whole.
                log.Log.UpkeepFailed(log.Folder, exception);
                if (exception is DiskFullException isFull)
                {
                    log.OnDiskFull(isFull);
                }

                return;
            }
        }
    }

    private async Task FinishAsync(LogSegment full)
    {
        List<Change> changes;
        Dictionary<int, QueueBegin> queues;
        byte[]? definitions = null;
        Task[] transactions;
        lock (log.Gate)
        {
            changes = [.. log.Segments.Values.Where(segment => segment.IsDirty && segment.IsIndexed).Select(static segment => new Change(segment))];
            changes.Add(new Change(full));
            queues = new Dictionary<int, QueueBegin>(log.Definitions.Queues);
            if (log.Definitions.IsChanged)
            {
                definitions = log.Definitions.Encode(new LogPlace(log.Active.Number, log.Active.End));
                log.Definitions.IsChanged = false;
            }

            transactions = log.Transactions;
        }

        // What these files will not say any more must be safe elsewhere first; what they say already must be true.
        await CommittedAsync(transactions).ConfigureAwait(false);
        if (definitions is not null)
        {
            WriteDefinitions(definitions);
        }

        // The full one is the last.
        foreach (Change change in changes)
        {
            Apply(change, queues);
        }
    }

    private void WriteDefinitions(byte[] definitions)
    {
        try
        {
            SafeFile.Write(log.Files, DefinitionSet.FileName, definitions);
        }
        catch
        {
            lock (log.Gate)
            {
                log.Definitions.IsChanged = true;
            }

            throw;
        }
    }

    private void Apply(Change change, Dictionary<int, QueueBegin> queues)
    {
        LogSegment segment = change.Segment;
        if (change.IsDead)
        {
            Delete(segment);
            return;
        }

        ReadOnlySpan<IndexEntry> entries = segment.Entries is { } appended
            ? CollectionsMarshal.AsSpan(appended)
            : SegmentIndex.TryRead(log.Files, segment.Number) ?? throw new IOException($"{segment.IndexName} cannot be read.");
        List<IndexEntry> live = segment.LiveOf(entries, change.Settled, change.Returned, queues);
        SegmentIndex.Write(log.Files, segment, live);
        lock (log.Gate)
        {
            segment.Settled.RemoveRange(0, change.Settled.Count);
            segment.Returned.RemoveRange(0, change.Returned.Count);
            segment.Entries = null;
            segment.IsIndexed = true;
            segment.LostQueue &= !change.LostQueue;
        }

        long octets = live.Sum(static entry => (long)entry.Length + RecordFormat.HeadSize);
        if (segment.Size >= log.Limits.SmallestToCompact && octets < segment.Size / SparsePart)
        {
            Compact(segment, live);
        }
    }

    private void Compact(LogSegment segment, List<IndexEntry> live)
    {
        (int Offset, int Length)[] records = new (int, int)[live.Count];
        Span<byte> frame = stackalloc byte[RecordFormat.FrameSize];
        for (int i = 0; i < records.Length; i++)
        {
            segment.Read(frame, live[i].Offset);
            records[i] = (live[i].Offset, RecordFormat.FrameSize + BitConverter.ToInt32(frame));
        }

        string unfinished = segment.LogName + SafeFile.Unfinished;
        IDataFile file = log.Files.Create(unfinished);
        long size = 0;
        try
        {
            size = WriteCompacted(file, segment, records);
        }
        finally
        {
            if (size == 0)
            {
                file.Dispose();
                log.Files.Delete(unfinished);
            }
        }

        if (size == 0)
        {
            return;
        }

        log.Files.Rename(unfinished, segment.LogName);
        log.Files.SyncFolder();
        segment.ReadFrom(SegmentOctets.TryOpen(file, segment.Number)
            ?? throw new IOException($"{segment.LogName} was compacted and cannot be read."));
        lock (log.Gate)
        {
            segment.Size = size;
        }
    }

    // How large the file is; 0: a record is damaged, and the segment stays as it is, for those who look for what can be saved.
    private long WriteCompacted(IDataFile file, LogSegment segment, (int Offset, int Length)[] records)
    {
        byte[] head = SegmentOctets.HeadOfCompacted(segment.Number, segment.Salt, records);
        file.Write(head, 0);
        long position = head.Length;
        foreach ((int offset, int length) in records)
        {
            byte[] record = new byte[length];
            segment.Read(record, offset);
            if (!RecordFormat.IsValid(record, new LogPlace(segment.Number, offset), segment.Salt, out _))
            {
                log.Log.LostMessage(segment.LogName, segment.PositionOf(offset));
                return 0;
            }

            file.Write(record, position);
            position += length;
        }

        file.Sync();
        return position;
    }

    // One after the other as their deaths become safe: on a full disk each of them is room for the next.
    private async Task DeleteDeadAsync()
    {
        while (true)
        {
            List<LogSegment> dead;
            lock (log.Gate)
            {
                dead = [.. log.Segments.Values.Where(static segment => segment is { IsIndexed: true, LiveCount: 0, DeadAt: < long.MaxValue })];
            }

            if (dead.Count == 0)
            {
                return;
            }

            await log.CommittedAsync(dead.Min(static segment => segment.DeadAt)).ConfigureAwait(false);
            dead.FindAll(segment => segment.DeadAt <= log.Committed).ForEach(Delete);
        }
    }

    // Everything that was seen is safe. A part of it may belong to transactions that had not ended, and without their ends it counts for nothing.
    private async Task CommittedAsync(Task[] transactions)
    {
        await Task.WhenAll(transactions).ConfigureAwait(false);
        await log.CommittedAsync(log.Appended).ConfigureAwait(false);
    }

    private void Delete(LogSegment segment)
    {
        log.Listed.Remove(segment.Number);

        // It must be gone before anything else is: if it came back without its index, or without what was written of its messages later, they would
        // come back too.
        bool isKept = log.Spares.TryKeep(segment);
        if (!isKept)
        {
            log.Files.Delete(segment.LogName);
        }

        log.Files.SyncFolder();
        log.Files.Delete(segment.IndexName);

        lock (log.Gate)
        {
            log.Forget(segment);
        }

        segment.Octets?.Dispose();
        if (isKept)
        {
            log.Spares.Add(segment);
        }
    }

    /// <summary>What of a segment its index does not know yet.</summary>
    private sealed class Change(LogSegment segment)
    {
        public LogSegment Segment { get; } = segment;

        public bool IsDead { get; } = segment.LiveCount == 0;

        public bool LostQueue { get; } = segment.LostQueue;

        public List<int> Settled { get; } = [.. segment.Settled];

        public List<(int Offset, EntryFlags Flags)> Returned { get; } = [.. segment.Returned];
    }
}
