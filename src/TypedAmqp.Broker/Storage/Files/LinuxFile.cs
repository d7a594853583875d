using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace TypedAmqp.Broker;

/// <summary>What Linux can do with an open file and .NET cannot.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxFile
{
    private const int Interrupted = 4;

    // Of statx: the file is the handle itself, and what is asked for and where it is in the answer, which is the same on all machines.
    private const int EmptyPath = 0x1000;
    private const uint LinksWanted = 4;
    private const int LinksOffset = 16;
    private const int AnswerSize = 256;

    /// <summary>
    /// Makes octets safe, and of what the file system keeps of the file only what is needed to find them: the time of the last change would cost a
    /// turn of its journal.
    /// </summary>
    /// <exception cref="IOException">They are not safe.</exception>
    public static void SyncOctets(SafeFileHandle file)
    {
        while (FDataSync(file) != 0)
        {
            ThrowUnlessInterrupted("synced");
        }
    }

    /// <summary>How many names a file has.</summary>
    /// <exception cref="IOException">That cannot be known.</exception>
    public static uint Links(SafeFileHandle file)
    {
        byte[] answer = new byte[AnswerSize];
        while (StatX(file, [0], EmptyPath, LinksWanted, answer) != 0)
        {
            ThrowUnlessInterrupted("looked at");
        }

        return MemoryMarshal.Read<uint>(answer.AsSpan(LinksOffset));
    }

    private static void ThrowUnlessInterrupted(string what)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error != Interrupted)
        {
            throw new IOException($"A file of the store cannot be {what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static extern int FDataSync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(SafeFileHandle file, byte[] path, int flags, uint mask, [Out] byte[] answer);
}
