using System.Globalization;

namespace TypedAmqp.Broker;

/// <summary>
/// Spans of time as streams write them: a number and <c>Y</c>, <c>M</c>, <c>D</c>, <c>h</c>, <c>m</c> or <c>s</c>, such as <c>7D</c>.
/// </summary>
internal static class StreamAge
{
    private const long Day = 24L * 60 * 60 * 1000;

    /// <summary>Reads a span, in milliseconds; false when it is none.</summary>
    public static bool TryRead(string text, out long milliseconds)
    {
        milliseconds = 0;
        long unit = text is [.., var last] ? Unit(last) : 0;
        if (unit == 0 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || number == 0 || number > Expiration.Longest / unit * 10)
        {
            return false;
        }

        milliseconds = number * unit;
        return true;
    }

    private static long Unit(char unit) => unit switch
    {
        'Y' => 365 * Day,
        'M' => 30 * Day,
        'D' => Day,
        'h' => 60 * 60 * 1000,
        'm' => 60 * 1000,
        's' => 1000,
        _ => 0,
    };
}
