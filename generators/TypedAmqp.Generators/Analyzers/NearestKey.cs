using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Finds the key of a binding that somebody meant who mistyped a word of it.</summary>
internal static class NearestKey
{
    /// <summary>The key with the words of one that is published in the place of those that are nearly theirs; null when none is near.</summary>
    /// <param name="written">The binding's key.</param>
    /// <param name="published">What is published.</param>
    public static string? Find(string written, IEnumerable<KeyTemplate> published)
    {
        string[] words = written.Split('.');
        return published.Select(template => Correct(words, [.. TemplateWords.Choices(template)])).FirstOrDefault(static key => key is not null);
    }

    private static string? Correct(string[] words, string[]?[] choices)
    {
        if (words.Length != choices.Length)
        {
            return null;
        }

        string[] corrected = [.. words];
        for (int index = 0; index < words.Length; index++)
        {
            if (words[index] is "*" or "#" || choices[index]?.Contains(words[index]) != false)
            {
                continue;
            }

            if (NearestName.Find(words[index], choices[index]!) is not string word)
            {
                return null;
            }

            corrected[index] = word;
        }

        return string.Join(".", corrected);
    }
}
