namespace TypedAmqp.Broker;

// From the buffer to the file.
internal sealed partial class CommitLog
{
    // Buffers that are kept for the next time.
    private const int MostSpare = 16;

    // One thread writes at a time; taken before the lock of the log.
    private readonly Lock _writeGate = new();
    private readonly Queue<LogBuffer> _unwritten = new();
    private readonly Stack<byte[]> _spare = new();

    // Segments that are full and written, until their upkeep has been done.
    private readonly Queue<LogSegment> _full = new();

    // The segment that was written to last.
    private LogSegment? _writing;
    private long _written;

    /// <summary>All that was ever handed to the operating system, in octets.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Hands everything that was appended to the operating system: a killed process does not lose it.</summary>
    /// <remarks>Where the disk is full, or has failed, it stays in memory; whoever waits for it to be committed waits on, or is told.</remarks>
    public void Write()
    {
        if (Written == Appended || _failure is not null)
        {
            return;
        }

        try
        {
            WriteAll();
        }
        catch (DiskFullException exception)
        {
            OnDiskFull(exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception);
        }
    }

    /// <summary>The same, if very much was appended. To be called where no lock is held.</summary>
    public void WriteIfMuch()
    {
        if (Appended - Written > _limits.MostUnwritten)
        {
            Write();
        }
    }

    /// <summary>The next full segment whose upkeep is due. It stays the next until <see cref="UpkeepDone"/>.</summary>
    internal LogSegment? NextFull()
    {
        lock (_gate)
        {
            return _full.TryPeek(out LogSegment? segment) ? segment : null;
        }
    }

    internal void UpkeepDone()
    {
        lock (_gate)
        {
            _full.Dequeue();
        }
    }

    private void WriteAll()
    {
        lock (_writeGate)
        {
            ThrowIfBroken();
            try
            {
                while (NextUnwritten() is { } buffer)
                {
                    if (buffer.Segment.Octets is null)
                    {
                        CreateFile(buffer.Segment);
                    }

                    buffer.Segment.Octets!.File.Write(buffer.Octets.AsSpan(0, buffer.Used), buffer.Start);
                    OnWritten(buffer);
                }
            }
            catch (Exception exception) when (exception is not DiskFullException)
            {
                Break(exception);
                throw;
            }
        }
    }

    private void CreateFile(LogSegment segment)
    {
        // What comes later is never safe before what came earlier.
        LogSegment? full = _writing;
        if (full is not null)
        {
            EndFile(full);
        }

        IDataFile file = Spares.TryTake(segment, out string? spare) ?? _files.Create(segment.LogName);
        try
        {
            SegmentOctets octets = SegmentOctets.Create(file, segment.Number, segment.Salt);

            // Wherever its name is found there is its beginning too: anything else is damage.
            file.Sync();
            if (spare is not null)
            {
                _files.Rename(spare, segment.LogName);
            }

            _files.SyncFolder();
            Listed.Add(segment.Number);
            segment.ReadFrom(octets);
        }
        catch
        {
            file.Dispose();
            if (spare is not null)
            {
                _files.Delete(spare);
            }

            throw;
        }

        _writing = segment;
        if (full is not null)
        {
            lock (_gate)
            {
                full.Size = full.End;
                _full.Enqueue(full);
            }

            _upkeep.Request();
        }
    }

    // A file that was used before is longer than its records: a full one is not.
    private void EndFile(LogSegment segment)
    {
        IDataFile file = segment.Octets!.File;
        if (file.Length > segment.Written)
        {
            file.Truncate(segment.Written);
        }

        SyncFile(segment);
    }

    // For nobody who appends any more: what was written last is full.
    private void EndWriting()
    {
        if (_active.Written == 0)
        {
            return;
        }

        try
        {
            EndFile(_active);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(exception);
            return;
        }

        lock (_gate)
        {
            _full.Enqueue(_active);
        }
    }

    private LogBuffer? NextUnwritten()
    {
        lock (_gate)
        {
            if (_unwritten.Count == 0)
            {
                if (_open.Used == 0)
                {
                    return null;
                }

                NextBuffer(0);
            }

            return _unwritten.Peek();
        }
    }

    private void OnWritten(LogBuffer buffer)
    {
        lock (_gate)
        {
            _unwritten.Dequeue();
            buffer.Segment.Written = buffer.End;
            Volatile.Write(ref _written, buffer.Position);
            GiveBack(buffer.Octets);
        }
    }

    // Under the lock: what was appended waits to be written, and a new buffer takes what follows.
    private void NextBuffer(int atLeast)
    {
        CloseSettled();
        if (_open.Used > 0)
        {
            _open.Position = _appended;
            _unwritten.Enqueue(_open);
        }
        else
        {
            GiveBack(_open.Octets);
        }

        _open = NewBuffer(atLeast);
    }

    private LogBuffer NewBuffer(int atLeast)
    {
        if (atLeast <= _limits.BufferSize && _spare.TryPop(out byte[]? octets))
        {
            return new LogBuffer(octets, _active, _active.End);
        }

        octets = GC.AllocateUninitializedArray<byte>(Math.Max(atLeast, _limits.BufferSize));
        _gauge.Add(octets.Length);
        return new LogBuffer(octets, _active, _active.End);
    }

    private void GiveBack(byte[] octets)
    {
        if (octets.Length == _limits.BufferSize && _spare.Count < MostSpare)
        {
            _spare.Push(octets);
        }
        else
        {
            _gauge.Add(-octets.Length);
        }
    }

    // Under the lock.
    private int ReadUnwritten(LogPlace place, Span<byte> octets)
    {
        CloseSettled();
        LogBuffer buffer = _open;
        foreach (LogBuffer other in _unwritten)
        {
            if (other.Segment.Number == place.Segment && place.Offset >= other.Start && place.Offset < other.End)
            {
                buffer = other;
                break;
            }
        }

        int start = place.Offset - buffer.Start;
        int count = Math.Min(octets.Length, buffer.Used - start);
        buffer.Octets.AsSpan(start, count).CopyTo(octets);
        return count;
    }
}
