namespace TypedAmqp.Broker;

/// <summary>A data folder on the disk, locked against other brokers as long as it is in use.</summary>
internal sealed class DiskFolder : IFileSystem
{
    /// <summary>Names of the files that are only for locks.</summary>
    internal const string LockName = "lock";
    internal const string ChangeLockName = "lock.change";

    // Nothing is in it: it goes when there is no other room.
    private const string ReserveName = "reserve";
    private const int ReservePart = 1 << 20;

    // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows: a file that somebody else has locked.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _lock;

    /// <summary>Creates a folder that nobody but its owner may look into: messages and what is kept of passwords are in it.</summary>
    public static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Creates the folder if need be, and locks it.</summary>
    /// <exception cref="DataFolderException">It cannot be used, or another broker uses it.</exception>
    public DiskFolder(string folder)
    {
        Folder = Path.GetFullPath(folder);
        try
        {
            CreatePrivate(Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(Folder, $"it cannot be created: {exception.Message.TrimEnd('.')}", exception);
        }

        try
        {
            _lock = new FileStream(PathOf(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DataFolderException(Folder, "this user may not write there", exception);
        }
        catch (IOException exception)
        {
            throw Locked(Folder, "another broker uses it; give each broker a folder of its own", exception);
        }
    }

    public string Folder { get; }

    public long Free => new DriveInfo(Folder).AvailableFreeSpace;

    public bool TryReserve(long octets)
    {
        string path = PathOf(ReserveName);
        if (File.Exists(path) && new FileInfo(path).Length == octets)
        {
            return true;
        }

        if (Free < octets)
        {
            return false;
        }

        try
        {
            // Written and not merely allocated: not every file system can do that.
            using FileStream reserve = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            byte[] nothing = new byte[Math.Min(octets, ReservePart)];
            for (long rest = octets; rest > 0; rest -= nothing.Length)
            {
                reserve.Write(nothing, 0, (int)Math.Min(rest, nothing.Length));
            }

            return true;
        }
        catch (IOException exception) when (DiskFullException.Is(exception))
        {
            ReleaseReserve();
            return false;
        }
    }

    public void ReleaseReserve() => File.Delete(PathOf(ReserveName));

    public IReadOnlyList<string> List() => FilesOf(Folder);

    public IDataFile Create(string name) => Open(name, FileMode.Create);

    public IDataFile Open(string name) => Open(name, FileMode.Open);

    public IDataFile? TryReuse(string name)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        DiskFile file = Open(name, FileMode.Open);
        if (file.HasOneName)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    public void Rename(string name, string other) => File.Move(PathOf(name), PathOf(other), overwrite: true);

    public void Delete(string name) => File.Delete(PathOf(name));

    public IDisposable? TryChange() => TryChange(Folder);

    public void SyncFolder() => FolderSync.Sync(Folder);

    public void Dispose() => _lock.Dispose();

    /// <summary>Names of the files of a data folder that hold something.</summary>
    internal static string[] FilesOf(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path))
            .Where(static name => name is not (LockName or ChangeLockName or ReserveName)),
    ];

    /// <summary>Keeps everybody else from replacing and deleting files of a folder; null: somebody does.</summary>
    internal static FileStream? TryChange(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, ChangeLockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (InUse.Contains(exception.HResult))
        {
            return null;
        }
    }

    /// <summary>Why a folder cannot be locked: somebody has done so, or something else.</summary>
    internal static DataFolderException Locked(string folder, string text, IOException exception) => new(
        folder, InUse.Contains(exception.HResult) ? text : $"it cannot be locked: {exception.Message.TrimEnd('.')}", exception);

    private DiskFile Open(string name, FileMode mode)
    {
        try
        {
            return new DiskFile(File.OpenHandle(PathOf(name), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (IOException exception) when (DiskFullException.Is(exception))
        {
            throw new DiskFullException(exception.Message, exception);
        }
    }

    private string PathOf(string name) => Path.Combine(Folder, name);
}
