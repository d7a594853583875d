using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace TypedAmqp.Benchmarks.Durable;

/// <summary>What the disk gives whatever the broker: a file that is appended to, and an fsync behind each window.</summary>
internal static class BareLog
{
    // What a record of the store has beside the body: its frame, the key and the properties.
    private const int OverheadOctets = 45;

    /// <summary>Messages a second.</summary>
    public static double Rate(string folder, int size, int window, int messages)
    {
        byte[] octets = new byte[(size + OverheadOctets) * window];
        return window / Measure(folder, octets, messages / window);
    }

    /// <summary>How long one fsync of a small append takes, in microseconds.</summary>
    public static double SyncMicroseconds(string folder) => Measure(folder, new byte[OverheadOctets], 1000) * 1e6;

    private static double Measure(string folder, byte[] octets, int times)
    {
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}.bare");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, options: FileOptions.DeleteOnClose);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            RandomAccess.Write(file, octets, (long)i * octets.Length);
            RandomAccess.FlushToDisk(file);
        }

        return Stopwatch.GetElapsedTime(began).TotalSeconds / times;
    }
}
