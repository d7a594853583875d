namespace TypedAmqp.Broker;

/// <summary>There is no room on the disk. Unlike other failures of a disk this one may pass.</summary>
internal sealed class DiskFullException(string message, Exception? cause = null) : IOException(message, cause)
{
    // ENOSPC and EDQUOT of Linux and macOS, ERROR_DISK_FULL of Windows.
    private static readonly int[] Codes = [28, 122, 69, unchecked((int)0x80070070)];

    /// <summary>Whether this is what an exception of the runtime says.</summary>
    public static bool Is(IOException exception) => exception is DiskFullException || Codes.Contains(exception.HResult);
}
