namespace TypedAmqp.Generators.Tests.Routing;

/// <summary>Matches keys against topic patterns as RabbitMQ's documentation says it, by trying everything: the yardstick for the automata.</summary>
internal static class ReferenceMatcher
{
    public static bool Matches(string pattern, string key) => Matches(Split(pattern), Split(key));

    public static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> words)
    {
        if (pattern.IsEmpty)
        {
            return words.IsEmpty;
        }

        if (pattern[0] == "#")
        {
            return Matches(pattern[1..], words) || (!words.IsEmpty && Matches(pattern, words[1..]));
        }

        return !words.IsEmpty && (pattern[0] == "*" || pattern[0] == words[0]) && Matches(pattern[1..], words[1..]);
    }

    private static string[] Split(string key) => key.Length == 0 ? [] : key.Split('.');
}
