namespace TypedAmqp.Broker.Tests.Storage;

/// <summary>
/// A data folder in memory that remembers what it was asked to do, so that a crash can be tried at each point of it; and that fails when it is told
/// to.
/// </summary>
internal sealed class SimulatedDisk(DiskState? begin = null) : IFileSystem
{
    // No two files of any disk have one number.
    private static int s_lastFile;

    private readonly Lock _gate = new();
    private readonly DiskState _begin = begin?.Copy() ?? new DiskState();
    private readonly DiskState _state = begin?.Copy() ?? new DiskState();
    private readonly List<DiskOperation> _operations = [];
    private long _reserved;

    public string Folder => "/simulated";

    public long Free { get; set; } = long.MaxValue;

    /// <summary>Most octets that all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Throws where an operation is to fail. A write may do a part of it.</summary>
    public Func<DiskOperation, Exception?>? Fault { get; set; }

    /// <summary>Somebody is about to sync a file.</summary>
    public Action? Syncing { get; set; }

    /// <summary>Nobody uses it any more.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>How many operations there were.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _operations.Count;
            }
        }
    }

    public IReadOnlyList<DiskOperation> Operations
    {
        get
        {
            lock (_gate)
            {
                return [.. _operations];
            }
        }
    }

    /// <summary>The disk as it was before the first operation.</summary>
    public DiskState Begin => _begin.Copy();

    /// <summary>The disk after a crash now.</summary>
    public SimulatedDisk After(Crash crash)
    {
        lock (_gate)
        {
            return new SimulatedDisk(_state.After(crash));
        }
    }

    /// <summary>Changes octets of a file behind the broker's back.</summary>
    public void Damage(string name, int offset)
    {
        lock (_gate)
        {
            _state.Damage(name, offset);
        }
    }

    public long LengthOf(string name)
    {
        lock (_gate)
        {
            return _state.Octets(_state.Names[name]).Length;
        }
    }

    public bool TryReserve(long octets)
    {
        lock (_gate)
        {
            if (Capacity < long.MaxValue && _state.Size + octets > Capacity)
            {
                return false;
            }

            _reserved = octets;
            return true;
        }
    }

    public void ReleaseReserve()
    {
        lock (_gate)
        {
            _reserved = 0;
        }
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            return [.. _state.Names.Keys];
        }
    }

    public IDataFile Create(string name)
    {
        int file = Interlocked.Increment(ref s_lastFile);
        Do(new DiskOperation(DiskOperationKind.Create, file, name));
        return new SimulatedFile(this, file);
    }

    public IDataFile Open(string name)
    {
        lock (_gate)
        {
            return new SimulatedFile(this, _state.Names.TryGetValue(name, out int file) ? file : throw new FileNotFoundException(name));
        }
    }

    public IDataFile TryReuse(string name) => Open(name);

    public void Rename(string name, string other) => Do(new DiskOperation(DiskOperationKind.Rename, Name: name, Other: other));

    public void Delete(string name) => Do(new DiskOperation(DiskOperationKind.Delete, Name: name));

    public IDisposable TryChange() => new MemoryStream();

    public void SyncFolder() => Do(new DiskOperation(DiskOperationKind.SyncFolder));

    public void Dispose() => IsDisposed = true;

    private void Do(DiskOperation operation)
    {
        lock (_gate)
        {
            if (Fault?.Invoke(operation) is { } exception)
            {
                if (operation is { Kind: DiskOperationKind.Write, Octets.Length: > 1 })
                {
                    DiskOperation part = operation with { Octets = operation.Octets[..(operation.Octets.Length / 2)] };
                    _state.Do(part);
                    _operations.Add(part);
                }

                throw exception;
            }

            if (Capacity < long.MaxValue
                && operation.Kind == DiskOperationKind.Write
                && _state.Size + _reserved + _state.GrowthOf(operation) > Capacity)
            {
                throw new DiskFullException("No space left on device");
            }

            _state.Do(operation);
            _operations.Add(operation);
        }
    }

    private sealed class SimulatedFile(SimulatedDisk disk, int file) : IDataFile
    {
        private volatile bool _isDisposed;

        public long Length
        {
            get
            {
                lock (disk._gate)
                {
                    return disk._state.Octets(file).Length;
                }
            }
        }

        public void Write(ReadOnlySpan<byte> octets, long offset) =>
            disk.Do(new DiskOperation(DiskOperationKind.Write, file, Offset: offset, Octets: octets.ToArray()));

        public int Read(Span<byte> octets, long offset)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            lock (disk._gate)
            {
                ReadOnlySpan<byte> all = disk._state.Octets(file);
                ReadOnlySpan<byte> found = all[(int)Math.Min(offset, all.Length)..];
                found = found[..Math.Min(found.Length, octets.Length)];
                found.CopyTo(octets);
                return found.Length;
            }
        }

        public void Truncate(long length) => disk.Do(new DiskOperation(DiskOperationKind.Truncate, file, Offset: length));

        public void Sync()
        {
            disk.Syncing?.Invoke();
            disk.Do(new DiskOperation(DiskOperationKind.Sync, file));
        }

        public void Dispose() => _isDisposed = true;
    }
}
