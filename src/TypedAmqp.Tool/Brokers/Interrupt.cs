using System.Runtime.InteropServices;

namespace TypedAmqp.Tool.Brokers;

/// <summary>
/// A script that starts a program with <c>&amp;</c> makes it ignore SIGINT, and .NET respects that. What is stopped in good order stops on SIGINT
/// wherever it was started.
/// </summary>
internal static class Interrupt
{
    private const int SigInt = 2;
    private const nint Default = 0;

    /// <summary>Makes SIGINT arrive. To be called before somebody waits for it.</summary>
    public static void Restore()
    {
        if (!OperatingSystem.IsWindows())
        {
            Signal(SigInt, Default);
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Signal(int number, nint handler);
}
