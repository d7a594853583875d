namespace TypedAmqp.Broker;

/// <summary>A data folder that is looked at: what the opening of a store tidies up stays as it is. No broker can use it meanwhile.</summary>
internal sealed class ReadOnlyFolder : IFileSystem
{
    private readonly FileStream? _lock;

    /// <exception cref="DataFolderException">A broker uses it.</exception>
    public ReadOnlyFolder(string folder)
    {
        Folder = folder;
        string path = Path.Combine(folder, DiskFolder.LockName);
        try
        {
            // A copy has none.
            _lock = File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read) : null;
        }
        catch (IOException exception)
        {
            throw DiskFolder.Locked(folder, "a broker uses it; make a backup, and check that", exception);
        }
    }

    public string Folder { get; }

    public long Free => 0;

    public bool TryReserve(long octets) => false;

    public void ReleaseReserve()
    {
    }

    public IReadOnlyList<string> List() => DiskFolder.FilesOf(Folder);

    public IDataFile Create(string name) => throw new NotSupportedException($"{name} is not created in a folder that is only looked at.");

    public IDataFile Open(string name) =>
        new ReadOnlyFile(new DiskFile(
            File.OpenHandle(Path.Combine(Folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));

    public IDataFile? TryReuse(string name) => throw new NotSupportedException($"{name} is not written to in a folder that is only looked at.");

    public void Rename(string name, string other)
    {
    }

    public void Delete(string name)
    {
    }

    public IDisposable? TryChange() => null;

    public void SyncFolder()
    {
    }

    public void Dispose() => _lock?.Dispose();

    private sealed class ReadOnlyFile(DiskFile file) : IDataFile
    {
        public long Length => file.Length;

        public void Write(ReadOnlySpan<byte> octets, long offset)
        {
        }

        public int Read(Span<byte> octets, long offset) => file.Read(octets, offset);

        public void Truncate(long length)
        {
        }

        public void Sync()
        {
        }

        public void Dispose() => file.Dispose();
    }
}
