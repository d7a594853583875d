using System.Runtime.InteropServices;

namespace TypedAmqp.Generators.Speed;

/// <summary>
/// How long something takes, as the least of some rounds and their median. It is the processor's time: a machine that has other work to do hardly
/// shows in it. What runs on one thread is measured there, without what the runtime compiles and collects beside; analyzers run on several, and there
/// all of it counts.
/// </summary>
/// <param name="Least">The least of all rounds.</param>
/// <param name="Median">Half of the rounds took no longer.</param>
internal readonly partial record struct Measurement(TimeSpan Least, TimeSpan Median)
{
    private const int ProcessTime = 2;
    private const int ThreadTime = 3;

    /// <param name="rounds">How many count.</param>
    /// <param name="round">One of them, from its number.</param>
    /// <param name="before">
    /// How many come first and do not count: an editor has been at work for a while, and the runtime compiles anew what it has seen to run often.
    /// </param>
    public static async Task<Measurement> OfAsync(int rounds, Func<int, Task<TimeSpan>> round, int before = 0)
    {
        List<TimeSpan> times = [];
        for (int number = -before; number < rounds; number++)
        {
            TimeSpan time = await round(number);
            if (number >= 0)
            {
                times.Add(time);
            }
        }

        times.Sort();
        return new Measurement(times[0], times[times.Count / 2]);
    }

    /// <summary>What this thread needs for something.</summary>
    public static TimeSpan Time(Action action)
    {
        // What was left over from before is not collected on its account.
        GC.Collect();
        TimeSpan start = Read(ThreadTime);
        action();
        return Read(ThreadTime) - start;
    }

    /// <summary>What all threads of the process need for something.</summary>
    public static async Task<TimeSpan> TimeAsync(Func<Task> action)
    {
        GC.Collect();
        TimeSpan start = Read(ProcessTime);
        await action();
        return Read(ProcessTime) - start;
    }

    private static TimeSpan Read(int clock) => OperatingSystem.IsLinux() && clock_gettime(clock, out Timespec time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0)
        : Environment.CpuUsage.TotalTime;

    // Environment.CpuUsage is exact to ten milliseconds here.
    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
