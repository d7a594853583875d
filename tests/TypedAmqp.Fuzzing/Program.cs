using System.Diagnostics;
using System.Globalization;
using TypedAmqp.Fuzzing;
using TypedAmqp.Fuzzing.Targets;

// Usage: TypedAmqp.Fuzzing [--seconds N] [--seed N] [--target NAME]. Each target runs for so many seconds (10); the seed is printed and,
// unless given, taken from the clock. Exit code 1 and the octets on standard error when something was found.
Dictionary<string, string> options = [];
for (int i = 0; i < args.Length; i += 2)
{
    if (args[i] is not ("--seconds" or "--seed" or "--target") || i + 1 == args.Length)
    {
        Console.Error.WriteLine($"Unknown or incomplete option: {args[i]}. Options: --seconds N, --seed N, --target NAME.");
        return 2;
    }

    options[args[i]] = args[i + 1];
}

ulong now = (ulong)TimeProvider.System.GetUtcNow().Ticks;
if (!double.TryParse(options.GetValueOrDefault("--seconds", "10"), CultureInfo.InvariantCulture, out double seconds)
    || !ulong.TryParse(options.GetValueOrDefault("--seed", $"{now}"), CultureInfo.InvariantCulture, out ulong seed))
{
    Console.Error.WriteLine("--seconds and --seed are numbers.");
    return 2;
}

FuzzTarget[] targets = [.. FuzzTarget.All.Where(target => options.GetValueOrDefault("--target", target.Name) == target.Name)];
if (targets.Length == 0)
{
    Console.Error.WriteLine($"Unknown target. Targets: {string.Join(", ", FuzzTarget.All.Select(static target => target.Name))}.");
    return 2;
}

Console.WriteLine($"seed {seed}");
foreach (FuzzTarget target in targets)
{
    FuzzRun run = new(target, seed);
    Stopwatch watch = Stopwatch.StartNew();
    try
    {
        for (long iteration = 0; watch.Elapsed.TotalSeconds < seconds; iteration++)
        {
            run.Iterate(iteration);
        }
    }
    catch (FuzzFailureException failure)
    {
        Console.Error.WriteLine(failure);
        return 1;
    }

    Console.WriteLine($"{target.Name,-8} {run.Accepted,9} accepted {run.Refused,9} refused {(run.Accepted + run.Refused) / watch.Elapsed.TotalSeconds,9:F0}/s");
}

return 0;
