namespace TypedAmqp.Broker;

/// <summary>Care for the data folders of brokers, from outside.</summary>
public static class DataFolder
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(2);

    /// <summary>Reads everything that is in a folder, verifies it, and says what it found. Nothing is changed.</summary>
    /// <param name="folder">The folder. No broker may use it: of one that is in use, check a backup.</param>
    /// <exception cref="DataFolderException">
    /// It is no data folder, or of another format; a broker uses it; or the definitions are damaged, without which nothing can be said.
    /// </exception>
    public static DataFolderReport Check(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            using ReadOnlyFolder files = new(RequireFolder(folder));
            return new FolderCheck(files).Run();
        }
        catch (Exception exception)
            when (exception is not DataFolderException && exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new DataFolderException(folder, exception.Message, exception);
        }
    }

    /// <summary>
    /// Makes a copy of a folder, of a broker that runs as well: everything that was confirmed, and everything that was settled and answered, before
    /// this was called is in it. A broker that is started on the copy takes it for a folder whose broker was killed. Files that never change are
    /// linked and not copied where the file system can do that.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="copy">Where the copy is made: a folder that is empty, or not there.</param>
    /// <param name="cancellationToken">Gives up, and removes what was made.</param>
    /// <exception cref="DataFolderException">One of them cannot be used.</exception>
    public static async Task<DataFolderBackup> BackupAsync(string folder, string copy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(copy);
        FolderCopy work = new(RequireFolder(folder), Path.GetFullPath(copy));
        try
        {
            // The broker replaces and deletes files a segment at a time: it is never long until it lets go.
            FileStream? change;
            while ((change = DiskFolder.TryChange(folder)) is null)
            {
                await Task.Delay(LookInterval, cancellationToken).ConfigureAwait(false);
            }

            using (change)
            {
                return work.Run(cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not DataFolderException && exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFolderException(folder, $"it was not copied to {copy}: {exception.Message}", exception);
        }
    }

    private static string RequireFolder(string folder)
    {
        folder = Path.GetFullPath(folder);
        if (!File.Exists(Path.Combine(folder, FolderOpening.FormatName)))
        {
            throw new DataFolderException(folder, Directory.Exists(folder)
                ? $"it has no file '{FolderOpening.FormatName}': it is no data folder of this broker"
                : "there is no such folder");
        }

        return folder;
    }
}
