using System.Globalization;
using TypedAmqp.Crash;

CrashOptions options = new();
string? disk = null;
for (int i = 0; i < args.Length; i += 2)
{
    string? value = i + 1 < args.Length ? args[i + 1] : null;
    int number = 0;
    bool isNumber = value is not null && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    switch (args[i])
    {
        case "--kills" when isNumber && number > 0:
            options = options with { Kills = number };
            break;
        case "--seed" when isNumber:
            options = options with { Seed = number };
            break;
        case "--segment-size" when isNumber:
            options = options with { SegmentSize = number };
            break;
        case "--data" when value is not null:
            options = options with { Folder = value };
            break;
        case "--backups":
            options = options with { Backups = true };
            i--;
            break;
        case "--full-disk" when value is not null:
            disk = value;
            break;
        default:
            Console.Error.WriteLine($"'{args[i]} {value}' is not understood.");
            Console.Error.WriteLine(
                "Usage: TypedAmqp.Crash [--kills NUMBER] [--seed NUMBER] [--segment-size OCTETS] [--data EMPTY-FOLDER] [--backups]");
            Console.Error.WriteLine("       TypedAmqp.Crash --full-disk EMPTY-SMALL-DISK [--kills NUMBER] [--seed NUMBER]");
            return 2;
    }
}

options = options with { Progress = Console.Out.WriteLine };
CrashReport report;
try
{
    report = await (disk is null ? new CrashRun(options).RunAsync() : new FullDiskRun(options, disk).RunAsync());
}
catch (ArgumentException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 2;
}

foreach (string violation in report.Violations.Take(50))
{
    Console.Out.WriteLine($"VIOLATION {violation}");
}

Console.Out.WriteLine(report);
return report.Violations.Count == 0 ? 0 : 1;
