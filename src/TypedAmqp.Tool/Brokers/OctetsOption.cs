using System.CommandLine.Parsing;
using System.Globalization;

namespace TypedAmqp.Tool.Brokers;

/// <summary>Numbers of octets as people write them: <c>50000000</c>, <c>50MB</c>, <c>2GiB</c>.</summary>
internal static class OctetsOption
{
    /// <summary>With less memory a broker cannot take a message in.</summary>
    public const long LeastMemory = 1_000_000;

    // The longer one first where one ends as another.
    private static readonly (string Name, long Octets)[] Units =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("", 1),
    ];

    /// <summary>Reads the value of an option; one that is none is reported there.</summary>
    /// <param name="result">What was given.</param>
    /// <param name="option">The name of the option.</param>
    /// <param name="least">The least that is taken.</param>
    public static long? Parse(ArgumentResult result, string option, long least = 0)
    {
        string text = result.Tokens[0].Value;
        (string name, long unit) = Array.Find(Units, unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase));
        if (long.TryParse(text.AsSpan(0, text.Length - name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number <= long.MaxValue / unit && number * unit >= least)
        {
            return number * unit;
        }

        string range = least > 0 ? $" of {least} or more" : "";
        result.AddError($"{option} takes a number of octets{range}, such as 50000000, 50MB or 2GiB, and not '{text}'.");
        return null;
    }
}
