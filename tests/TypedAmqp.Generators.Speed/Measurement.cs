using System.Runtime.InteropServices;

namespace TypedAmqp.Generators.Speed;

/// <summary>
/// How long something takes, as the least of some rounds. It is the processor's time of the whole process, with what compiles and collects beside: a machine that has
/// other work to do does not show in it.
/// </summary>
/// <param name="Least">The least of all rounds.</param>
/// <param name="Median">Half of the rounds took no longer.</param>
internal readonly partial record struct Measurement(TimeSpan Least, TimeSpan Median)
{
    private const int ProcessTime = 2;

    public static async Task<Measurement> OfAsync(int rounds, Func<int, Task<TimeSpan>> round)
    {
        List<TimeSpan> times = [];
        for (int number = 0; number < rounds; number++)
        {
            times.Add(await round(number));
        }

        times.Sort();
        return new Measurement(times[0], times[times.Count / 2]);
    }

    public static TimeSpan Time(Action action)
    {
        TimeSpan start = Now;
        action();
        return Now - start;
    }

    /// <summary>The processor's time that the process has had.</summary>
    public static TimeSpan Now
    {
        get
        {
            if (!OperatingSystem.IsLinux() || clock_gettime(ProcessTime, out Timespec time) != 0)
            {
                return Environment.CpuUsage.TotalTime;
            }

            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
        }
    }

    // Environment.CpuUsage is exact to ten milliseconds here.
    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
