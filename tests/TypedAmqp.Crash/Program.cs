using System.Globalization;
using TypedAmqp.Crash;

CrashOptions options = new();
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
        case "--data" when value is not null:
            options = options with { Folder = value };
            break;
        default:
            Console.Error.WriteLine($"'{args[i]} {value}' is not understood. Usage: TypedAmqp.Crash [--kills NUMBER] [--seed NUMBER] [--data EMPTY-FOLDER]");
            return 2;
    }
}

CrashReport report = await new CrashRun(options with { Progress = Console.Out.WriteLine }).RunAsync();
foreach (string violation in report.Violations.Take(50))
{
    Console.Out.WriteLine($"VIOLATION {violation}");
}

Console.Out.WriteLine(report);
return report.Violations.Count == 0 ? 0 : 1;
