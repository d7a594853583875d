namespace TypedAmqp.Generators.Tests.Robustness;

/// <summary>Damages source the way that people, editors and bad merges do: the same damage for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Scraps =
    [
        "{", "}", "[", "]", "<", ">", "(", ")", ",", ";", ":", ".", "\"", "'", "\\", "\n", "//", "/*", "*/", "$\"{", "\"\"\"", "#if X", "#endif", "@",
        "?", "!", "=", "=>", "null", "default",
        "partial", "static", "record", "class", "interface", "file", "async", "ref", "{}", "[]", "<>", "\ud800", "\0", "\u2028", "0", "-1",
        "99999999999999999999", "typeof(int)", "nameof(X)",
        "[Queue(\"x\")]", "[Exchange(\"x\")]", "[Binding<Orders>(null)]", "[DeadLetter<Billing>]", "[Publishes<int>(\"{}\")]", "[Message(\"\")]",
        "{Region:}", "{{", "*.#.*", "where T : class",
    ];

    private readonly Random _random = new(seed);

    public string Mutate(string source)
    {
        string text = source;
        for (int count = 1 + _random.Next(4); count > 0 && text.Length > 0; count--)
        {
            int start = _random.Next(text.Length);
            int length = Math.Min(text.Length - start, 1 + _random.Next(_random.Next(4) == 0 ? 200 : 12));
            string piece = text.Substring(start, length);
            text = _random.Next(7) switch
            {
                0 => text.Remove(start, length),
                1 => text[..start],
                2 => text[start..],
                3 => text.Insert(_random.Next(text.Length), piece),
                4 => text.Remove(start, length).Insert(start, Scraps[_random.Next(Scraps.Length)]),
                5 => text.Insert(start, Scraps[_random.Next(Scraps.Length)]),
                _ => text.Remove(start, length).Insert(_random.Next(text.Length - length + 1), piece),
            };
        }

        return text;
    }
}
