using System.Diagnostics;
using System.Globalization;
using TypedAmqp.Fuzzing;
using TypedAmqp.Fuzzing.Conversations;
using TypedAmqp.Fuzzing.Targets;

// Usage: TypedAmqp.Fuzzing [--seconds N | --count N] [--seed N] [--first N] [--target NAME]. Each target runs for so many seconds (10), or so many
// rounds (of the broker: conversations), beginning with round --first (0); the seed is printed and, unless given, taken from the clock. Exit code 1
// and the octets on standard error when something was found.
const string BrokerTarget = "broker";
const int MemoryEvery = 5000;
Dictionary<string, string> options = [];
for (int i = 0; i < args.Length; i += 2)
{
    if (args[i] is not ("--seconds" or "--count" or "--seed" or "--first" or "--target") || i + 1 == args.Length)
    {
        Console.Error.WriteLine(
            $"Unknown or incomplete option: {args[i]}. Options: --seconds N, --count N, --seed N, --first N, --target NAME.");
        return 2;
    }

    options[args[i]] = args[i + 1];
}

ulong now = (ulong)TimeProvider.System.GetUtcNow().Ticks;
string duration = options.ContainsKey("--count") ? $"{double.MaxValue}" : "10";
if (!double.TryParse(options.GetValueOrDefault("--seconds", duration), CultureInfo.InvariantCulture, out double seconds)
    || !long.TryParse(options.GetValueOrDefault("--count", $"{long.MaxValue}"), CultureInfo.InvariantCulture, out long count)
    || !ulong.TryParse(options.GetValueOrDefault("--seed", $"{now}"), CultureInfo.InvariantCulture, out ulong seed)
    || !long.TryParse(options.GetValueOrDefault("--first", "0"), CultureInfo.InvariantCulture, out long first))
{
    Console.Error.WriteLine("--seconds, --count, --seed and --first are numbers.");
    return 2;
}

string[] names = [.. FuzzTarget.All.Select(static target => target.Name), BrokerTarget];
string[] chosen = [.. names.Where(name => options.GetValueOrDefault("--target", name) == name)];
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"Unknown target. Targets: {string.Join(", ", names)}.");
    return 2;
}

Console.WriteLine($"seed {seed}");
try
{
    foreach (string name in chosen)
    {
        Console.WriteLine(name == BrokerTarget ? await ConverseAsync() : Read(FuzzTarget.All.Single(target => target.Name == name)));
    }
}
catch (FuzzFailureException failure)
{
    Console.Error.WriteLine(failure);
    return 1;
}

return 0;

string Read(FuzzTarget target)
{
    FuzzRun run = new(target, seed);
    Stopwatch watch = Stopwatch.StartNew();
    for (long iteration = first; watch.Elapsed.TotalSeconds < seconds && iteration - first < count; iteration++)
    {
        run.Iterate(iteration);
    }

    return $"{target.Name,-8} {run.Accepted,9} accepted {run.Refused,9} refused {(run.Accepted + run.Refused) / watch.Elapsed.TotalSeconds,9:F0}/s";
}

async Task<string> ConverseAsync()
{
    await using BrokerFuzz fuzz = new(seed, withTraces: first > 0);
    Stopwatch watch = Stopwatch.StartNew();
    for (long iteration = first; watch.Elapsed.TotalSeconds < seconds && fuzz.Conversations < count; iteration++)
    {
        await fuzz.RunAsync(iteration);
        if ((iteration - first) % MemoryEvery == MemoryEvery - 1)
        {
            fuzz.CheckMemory();
        }
    }

    fuzz.CheckMemory();
    return $"{BrokerTarget,-8} {fuzz.Conversations,9} conversations {fuzz.Conversations / watch.Elapsed.TotalSeconds,9:F0}/s, memory held: {GC.GetTotalMemory(true),9} octets";
}
