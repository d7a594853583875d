namespace TypedAmqp.Broker;

/// <summary>Replaces a file as a whole: after a crash there is the old one or the new one.</summary>
internal static class SafeFile
{
    /// <summary>The end of the names of files that are being written.</summary>
    public const string Unfinished = ".new";

    public static void Write(IFileSystem files, string name, ReadOnlySpan<byte> octets)
    {
        string unfinished = name + Unfinished;
        try
        {
            using IDataFile file = files.Create(unfinished);
            file.Write(octets, 0);
            file.Sync();
        }
        catch (DiskFullException)
        {
            // A part of it would take room that there is none of.
            files.Delete(unfinished);
            throw;
        }

        files.Rename(unfinished, name);
        files.SyncFolder();
    }

    /// <summary>All octets of a file.</summary>
    public static byte[] Read(IFileSystem files, string name)
    {
        using IDataFile file = files.Open(name);
        byte[] octets = new byte[file.Length];
        int read = file.Read(octets, 0);
        return read == octets.Length ? octets : octets[..read];
    }
}
