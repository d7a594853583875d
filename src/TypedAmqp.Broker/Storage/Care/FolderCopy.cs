using System.Runtime.InteropServices;
using System.Text;

namespace TypedAmqp.Broker;

/// <summary>Copies a data folder in which nothing is replaced or deleted meanwhile, though more may be appended to its log.</summary>
internal sealed class FolderCopy(string folder, string copy)
{
    private const int BufferSize = 1 << 20;

    private int _files;
    private int _linked;
    private long _octets;

    public DataFolderBackup Run(CancellationToken cancellationToken)
    {
        if (Directory.Exists(copy) && Directory.EnumerateFileSystemEntries(copy).Any())
        {
            throw new DataFolderException(copy, "it is not empty: make a backup in a folder of its own");
        }

        bool isNew = !Directory.Exists(copy);
        DiskFolder.CreatePrivate(copy);
        try
        {
            CopyAll(cancellationToken);
        }
        catch
        {
            // Half a backup must not be taken for one.
            foreach (string path in Directory.EnumerateFiles(copy))
            {
                File.Delete(path);
            }

            if (isNew)
            {
                Directory.Delete(copy);
            }

            throw;
        }

        return new DataFolderBackup(copy, _files, _linked, _octets);
    }

    private void CopyAll(CancellationToken cancellationToken)
    {
        // Nothing that it lists goes meanwhile; what comes is not in it.
        if (File.Exists(Path.Combine(folder, SegmentList.FileName)))
        {
            Take(SegmentList.FileName, cancellationToken);
        }

        List<string> names =
        [
            .. DiskFolder.FilesOf(folder)
                .Where(static name => name is not (FolderOpening.FormatName or SegmentList.FileName)
                    && !name.EndsWith(SafeFile.Unfinished, StringComparison.Ordinal)),
        ];

        // Of the log the last file alone grows; as the log is a prefix of itself at each moment, whatever of it is there is enough. Files that come
        // now are not looked at.
        string? last = names.Where(static name => name.EndsWith(".log", StringComparison.Ordinal)).Max(StringComparer.Ordinal);
        foreach (string name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (name == last)
            {
                Copy(name, EndOf(name), cancellationToken);
            }
            else
            {
                Take(name, cancellationToken);
            }
        }

        FolderSync.Sync(copy);

        // Without it the folder cannot be started on.
        Copy(FolderOpening.FormatName, long.MaxValue, cancellationToken);
        FolderSync.Sync(copy);
    }

    // Behind its last record there is what the file held before it was used again; and of what is being appended, parts.
    private long EndOf(string name)
    {
        using DiskFile file = new(
            File.OpenHandle(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        int number = FolderOpening.NumberOf(name);
        if (SegmentOctets.TryOpen(file, number) is not { IsCompact: false } octets)
        {
            return long.MaxValue;
        }

        RecordScanner scanner = Read(octets.First);
        if (!scanner.HasMore())
        {
            return scanner.Next;
        }

        // It was appended since, or the segment is damaged: then all of it is copied, for those who look for what can be saved.
        int end = scanner.Next;
        scanner = Read(end);
        return scanner.Next > end ? scanner.Next : long.MaxValue;

        RecordScanner Read(int from)
        {
            RecordScanner scanner = new(octets, number) { Next = from };
            while (scanner.Read())
            {
            }

            return scanner;
        }
    }

    private void Take(string name, CancellationToken cancellationToken)
    {
        string from = Path.Combine(folder, name);
        string to = Path.Combine(copy, name);
        if (!OperatingSystem.IsWindows() && Link(Encoding.UTF8.GetBytes(from + '\0'), Encoding.UTF8.GetBytes(to + '\0')) == 0)
        {
            _files++;
            _linked++;
            _octets += new FileInfo(to).Length;
            return;
        }

        Copy(name, long.MaxValue, cancellationToken);
    }

    private void Copy(string name, long most, CancellationToken cancellationToken)
    {
        _files++;
        string from = Path.Combine(folder, name);
        string to = Path.Combine(copy, name);
        using FileStream source = new(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using FileStream target = new(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] buffer = new byte[BufferSize];
        long rest = Math.Min(most, source.Length);
        while (rest > 0 && source.Read(buffer.AsSpan(0, (int)Math.Min(rest, buffer.Length))) is > 0 and var count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            target.Write(buffer.AsSpan(0, count));
            rest -= count;
            _octets += count;
        }

        target.Flush(flushToDisk: true);
    }

    [DllImport("libc", EntryPoint = "link")]
    private static extern int Link(byte[] from, byte[] to);
}
