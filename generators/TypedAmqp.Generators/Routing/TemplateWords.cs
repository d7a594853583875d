using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>A key template as the automaton of the keys that it can become.</summary>
internal static class TemplateWords
{
    /// <summary>How many texts of enums in one word are still spelled out.</summary>
    private const int MaximumTexts = 256;

    public static WordAutomaton Build(KeyTemplate template)
    {
        WordAutomaton automaton = new();
        if (template.Parts.Count == 0)
        {
            // The empty key has no word, not one empty word.
            return automaton;
        }

        List<List<KeyPart>> runs = Runs(template);
        int state = WordAutomaton.Start;
        foreach (List<KeyPart> run in runs)
        {
            int next = automaton.AddState();
            AddRun(automaton, state, run, next);
            state = next;
        }

        automaton.End = state;
        return automaton;
    }

    /// <summary>The key of a binding to a topic exchange that matches every key of the template.</summary>
    public static string BindingKey(KeyTemplate template) => template.Parts.Count == 0 ? "" : string.Join(".", Runs(template).Select(static run =>
        run.Any(HoldsDots) ? "#" : run.Any(static part => part.IsPlaceholder) ? "*" : string.Concat(run.Select(static part => part.Literal))));

    /// <summary>What each word can be, between the dots of the literal text; null for one that can be anything.</summary>
    public static IEnumerable<string[]?> Choices(KeyTemplate template) => Runs(template).Select(static run => Spell(run)?.ToArray());

    /// <summary>The parts between the dots of the literal text.</summary>
    private static List<List<KeyPart>> Runs(KeyTemplate template)
    {
        List<List<KeyPart>> runs = [[]];
        foreach (KeyPart part in template.Parts)
        {
            if (part.Literal is not string literal)
            {
                runs[runs.Count - 1].Add(part);
                continue;
            }

            string[] words = literal.Split('.');
            for (int index = 0; index < words.Length; index++)
            {
                if (index > 0)
                {
                    runs.Add([]);
                }

                if (words[index].Length > 0)
                {
                    runs[runs.Count - 1].Add(KeyPart.Text(words[index], 0, 0));
                }
            }
        }

        return runs;
    }

    private static void AddRun(WordAutomaton automaton, int from, List<KeyPart> run, int to)
    {
        if (Spell(run) is List<string> texts)
        {
            foreach (string text in texts)
            {
                AddPath(automaton, from, text.Split('.'), to);
            }

            return;
        }

        int first = run.FindIndex(HoldsDots);
        automaton.AddStep(from, new Glob([.. run.Select(static part => Part(part))]), to);
        if (first >= 0)
        {
            // Text with dots in it: a word that begins as the run does, any words, and one that ends as the run does.
            int last = run.FindLastIndex(HoldsDots);
            int middle = automaton.AddState();
            automaton.AddStep(from, new Glob([.. run.Take(first).Select(static part => Part(part)), Rest(run[first])]), middle);
            automaton.AddStep(middle, new Glob(Rest(run[first])), middle);
            automaton.AddStep(middle, new Glob([Rest(run[last]), .. run.Skip(last + 1).Select(static part => Part(part))]), to);
        }
    }

    private static void AddPath(WordAutomaton automaton, int from, string[] words, int to)
    {
        for (int index = 0; index < words.Length; index++)
        {
            int next = index == words.Length - 1 ? to : automaton.AddState();
            automaton.AddStep(from, WordSet.Of(words[index]), next);
            from = next;
        }
    }

    /// <summary>All texts that the run can be; null when they are endless or too many.</summary>
    private static List<string>? Spell(List<KeyPart> run)
    {
        List<string> texts = [""];
        foreach (KeyPart part in run)
        {
            if (TextsOf(part) is not string[] choices || (long)texts.Count * choices.Length > MaximumTexts)
            {
                return null;
            }

            texts = [.. texts.SelectMany(_ => choices, static (before, text) => before + text)];
        }

        return texts;
    }

    private static string[]? TextsOf(KeyPart part) => part switch
    {
        { Literal: string literal } => [literal],
        { Kind: PlaceholderKind.Enumeration } => [.. part.Words.Select(static word => word.Word)],
        { Kind: PlaceholderKind.Boolean } => ["true", "false"],
        _ => null,
    };

    private static bool HoldsDots(KeyPart part) => part.IsPlaceholder && !part.IsOneWord;

    /// <summary>What a part is in a word that it does not leave.</summary>
    private static GlobPart Part(KeyPart part)
    {
        if (TextsOf(part) is string[] texts && !HoldsDots(part))
        {
            return GlobPart.OneOf(texts);
        }

        PlaceholderKind kind = part.Kind == PlaceholderKind.Guid && part.Format is not (null or "" or "D" or "d") ? PlaceholderKind.Word : part.Kind;
        return GlobPart.Value(kind, Name(part));
    }

    /// <summary>What a part with dots in it leaves in its first, its last, or one of its middle words.</summary>
    private static GlobPart Rest(KeyPart part) => GlobPart.Anything(Name(part));

    private static string Name(KeyPart part) => part.Label.Substring(part.Label.LastIndexOf('.') + 1).ToLowerInvariant();
}
