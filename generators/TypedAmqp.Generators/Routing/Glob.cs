namespace TypedAmqp.Generators.Routing;

/// <summary>Words made of parts, as <c>v{Major}</c>.</summary>
internal sealed class Glob(params GlobPart[] parts) : WordSet
{
    private const int MaximumTries = 4096;

    public override bool IsEmpty { get; } = parts.Any(static part => !part.IsEndless && !part.Texts.Any());

    public override bool Contains(string word)
    {
        HashSet<int> ends = [0];
        foreach (GlobPart part in parts)
        {
            ends = [.. ends.SelectMany(start => part.Ends(word, start))];
        }

        return ends.Contains(word.Length);
    }

    public override string? Sample(ISet<string> except)
    {
        // One endless part is enough to always find another word; the others then keep their first text.
        int endless = Array.FindIndex(parts, static part => part.IsEndless);
        IEnumerable<string> words = [""];
        for (int index = 0; index < parts.Length; index++)
        {
            bool isFixed = parts[index].IsEndless && index != endless;
            IEnumerable<string> texts = isFixed || (endless >= 0 && index != endless) ? parts[index].Texts.Take(1) : parts[index].Texts;
            words = words.SelectMany(_ => texts, static (before, text) => before + text);
        }

        return words.Take(MaximumTries).FirstOrDefault(word => !except.Contains(word));
    }
}
