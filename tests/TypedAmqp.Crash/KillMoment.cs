namespace TypedAmqp.Crash;

/// <summary>
/// Waits for the moment to kill: when the data folder shows what is aimed at, or when the journal has grown by so many steps, whichever comes first.
/// </summary>
internal sealed class KillMoment(KillAim aim, string folder, CrashReport report, long steps)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly long _last = report.Steps + steps;

    // A roll-over, an index or a compaction soon after the start is that of the recovery: a part of the steps comes before.
    private readonly long _first = report.Steps + (steps / 4);

    /// <summary>Comes back when it is time, or when the load ended by itself.</summary>
    public void Wait(Task load)
    {
        using CancellationTokenSource patience = new(Patience);
        HashSet<string>? before = null;
        while (!load.IsCompleted && report.Steps < _last)
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"The broker confirmed and answered {report.Steps} steps, and no more for a while: {_last} were awaited.");
            }

            if (aim == KillAim.Traffic || report.Steps < _first)
            {
                // The kill is to hit anywhere among the steps: to wait for one of them as for an event would aim it at what follows that.
                Thread.Sleep(1);
                continue;
            }

            HashSet<string> names = Names(folder);
            before ??= names;
            if (IsSeen(names, before))
            {
                return;
            }

            Thread.Yield();
        }
    }

    /// <summary>Names of the files of the store.</summary>
    public static HashSet<string> Names(string folder) => [.. Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path))];

    private bool IsSeen(HashSet<string> names, HashSet<string> before) => aim switch
    {
        KillAim.RollOver => names.Any(name => name.EndsWith(".log", StringComparison.Ordinal) && !before.Contains(name)),
        KillAim.Index => names.Any(static name => name.EndsWith(".index.new", StringComparison.Ordinal)),
        KillAim.Definitions => names.Contains("definitions.new"),
        KillAim.Compaction => names.Any(static name => name.EndsWith(".log.new", StringComparison.Ordinal)),
        _ => false,
    };
}
