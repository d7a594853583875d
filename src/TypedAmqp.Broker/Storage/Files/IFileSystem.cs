namespace TypedAmqp.Broker;

/// <summary>The data folder as the store sees it: all that it ever asks of an operating system, so that tests can take its place.</summary>
internal interface IFileSystem : IDisposable
{
    /// <summary>The folder, for messages.</summary>
    string Folder { get; }

    /// <summary>Octets that may still be written on the disk.</summary>
    long Free { get; }

    /// <summary>Takes room that nothing else is written to, for a time when there is no other.</summary>
    /// <returns>Whether there is that much.</returns>
    bool TryReserve(long octets);

    /// <summary>Gives that room back.</summary>
    void ReleaseReserve();

    /// <summary>Names of the files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Creates an empty file in place of any other. Its name is safe after <see cref="SyncFolder"/>.</summary>
    IDataFile Create(string name);

    /// <summary>Opens a file that is there.</summary>
    IDataFile Open(string name);

    /// <summary>
    /// Opens a file to write over what is in it; null: that may be somebody else's, because the file has another name as well, or nobody knows.
    /// </summary>
    IDataFile? TryReuse(string name);

    /// <summary>Gives a file the name of another one, which goes. Safe after <see cref="SyncFolder"/>.</summary>
    void Rename(string name, string other);

    /// <summary>Deletes a file; one that is not there is deleted already. Safe after <see cref="SyncFolder"/>.</summary>
    void Delete(string name);

    /// <summary>Holds off backups while files are replaced and deleted; null: one is being made.</summary>
    IDisposable? TryChange();

    /// <summary>The names of files that were created, renamed and deleted are as safe as the disk makes them.</summary>
    void SyncFolder();
}
