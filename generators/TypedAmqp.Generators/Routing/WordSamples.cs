using System.Globalization;

namespace TypedAmqp.Generators.Routing;

/// <summary>Endless lists of examples, for keys that are shown to people.</summary>
internal static class WordSamples
{
    public static IEnumerable<string> Text(string name) =>
        Numbers().Select(number => number == 1 ? name : name + number.ToString(CultureInfo.InvariantCulture));

    public static IEnumerable<string> Integers() => Numbers().Select(static number => number.ToString(CultureInfo.InvariantCulture));

    public static IEnumerable<string> Guids() =>
        Numbers().Select(static number => "3f2504e0-4f89-11d3-9a0c-" + number.ToString("x12", CultureInfo.InvariantCulture));

    private static IEnumerable<int> Numbers() => Enumerable.Range(1, int.MaxValue);
}
