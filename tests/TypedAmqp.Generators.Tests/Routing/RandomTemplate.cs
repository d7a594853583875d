using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Tests.Routing;

/// <summary>
/// A template drawn at random, and the keys it can become. Endless values are cut to those that can make a difference to short patterns
/// over <c>a</c>, <c>b</c>, <c>va</c> and <c>v1</c>.
/// </summary>
internal sealed class RandomTemplate
{
    private static readonly string[] Integers = ["1", "77"];
    private static readonly string[] OneWord = ["a", "b", "v", "1", "va", "v1", "q"];
    private static readonly string[] AnyWords =
        [.. Enumerable.Range(1, 3).SelectMany(static length => Sequences(["", .. OneWord], length)).Distinct().Where(static text => text.Length > 0)];

    private static readonly string[] Parts = ["a", "b", "v", "{Enum}", "{Int}", "{Word}", "{Text}", "{Bool}"];

    private readonly string[] _tokens;

    private RandomTemplate(string[] tokens)
    {
        _tokens = tokens;
        Template = KeyTemplates.Parse(
            string.Concat(tokens),
            ("Enum", PlaceholderKind.Enumeration),
            ("Int", PlaceholderKind.Integer),
            ("Word", PlaceholderKind.Word),
            ("Text", PlaceholderKind.Text),
            ("Bool", PlaceholderKind.Boolean));
    }

    public KeyTemplate Template { get; }

    public static RandomTemplate Next(Random random)
    {
        List<string> tokens = [];
        bool hasText = false;
        foreach (int index in Enumerable.Range(0, random.Next(4)))
        {
            if (index > 0)
            {
                tokens.Add(".");
            }

            foreach (int _ in Enumerable.Range(0, random.Next(5) == 0 ? 2 : 1))
            {
                string part = random.GetItems(Parts, 1)[0];

                // One text of any words is as free as two, and keeps the enumeration short.
                tokens.Add(part == "{Text}" && hasText ? "{Enum}" : part);
                hasText |= part == "{Text}";
            }
        }

        return new RandomTemplate([.. tokens]);
    }

    public IEnumerable<string> Keys() =>
        _tokens.Aggregate((IEnumerable<string>)[""], static (keys, token) => keys.SelectMany(_ => Values(token), static (key, value) => key + value));

    /// <summary>Whether the template becomes this very key for some values.</summary>
    public bool CanBe(string key)
    {
        HashSet<int> ends = [0];
        foreach (string token in _tokens)
        {
            ends = [.. ends.SelectMany(start => Enumerable.Range(start, key.Length - start + 1).Where(end => IsValue(token, key[start..end])))];
        }

        return ends.Contains(key.Length);
    }

    private static string[] Values(string token) => token switch
    {
        "{Enum}" => ["a", "b"],
        "{Bool}" => ["true", "false"],
        "{Int}" => Integers,
        "{Word}" => OneWord,
        "{Text}" => AnyWords,
        _ => [token],
    };

    private static bool IsValue(string token, string text) => token switch
    {
        "{Int}" => int.TryParse(text, out int number) && number.ToString() == text,
        "{Word}" => text.Length > 0 && !text.Contains('.'),
        "{Text}" => text.Length > 0,
        _ => Values(token).Contains(text),
    };

    private static IEnumerable<string> Sequences(string[] words, int length) =>
        length == 1 ? words : Sequences(words, length - 1).SelectMany(_ => words, static (before, word) => before + "." + word);
}
