using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace TypedAmqp.Broker;

/// <summary>A file on the disk.</summary>
internal sealed class DiskFile(SafeFileHandle handle) : IDataFile
{
    public long Length => RandomAccess.GetLength(handle);

    /// <summary>Whether its folder is the only one that has it: a backup may have linked it.</summary>
    [SupportedOSPlatform("linux")]
    public bool HasOneName => LinuxFile.Links(handle) == 1;

    public void Write(ReadOnlySpan<byte> octets, long offset)
    {
        try
        {
            RandomAccess.Write(handle, octets, offset);
        }
        catch (IOException exception) when (DiskFullException.Is(exception))
        {
            throw new DiskFullException(exception.Message, exception);
        }
    }

    public int Read(Span<byte> octets, long offset)
    {
        int read = 0;
        while (read < octets.Length && RandomAccess.Read(handle, octets[read..], offset + read) is > 0 and var count)
        {
            read += count;
        }

        return read;
    }

    public void Truncate(long length) => RandomAccess.SetLength(handle, length);

    public void Sync()
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxFile.SyncOctets(handle);
        }
        else
        {
            RandomAccess.FlushToDisk(handle);
        }
    }

    public void Dispose() => handle.Dispose();
}
