using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A routing key as a list of words, as far as they are known.</summary>
internal static class KeyWords
{
    /// <summary>A word that may be any, and several.</summary>
    private static readonly ImmutableArray<string> Many = ["**"];

    /// <summary>One word, whichever.</summary>
    private static readonly ImmutableArray<string> Any = [];

    /// <summary>Whether a binding of an exchange can match a key.</summary>
    public static bool CanMatch(RouteKey key, BindingDescriptor binding, string exchangeType) => exchangeType switch
    {
        "topic" => CanMatch(Split(key), binding.RoutingKey.Split('.'), isTopic: true),
        "direct" => CanMatch(Split(key), binding.RoutingKey.Split('.'), isTopic: false),

        // A fanout exchange asks for nothing; what others ask for the key does not say.
        _ => true,
    };

    /// <summary>Whether a binding matches every key.</summary>
    public static bool IsCatchAll(BindingDescriptor binding, string exchangeType) =>
        exchangeType == "fanout" || (exchangeType == "topic" && binding.RoutingKey == "#");

    private static bool CanMatch(ImmutableArray<string>[] words, string[] pattern, bool isTopic)
    {
        return From(0, 0);

        bool From(int word, int part)
        {
            if (part == pattern.Length)
            {
                return word == words.Length;
            }

            if (isTopic && pattern[part] == "#")
            {
                return From(word, part + 1) || (word < words.Length && From(word + 1, part));
            }

            if (word == words.Length)
            {
                return false;
            }

            bool isMany = words[word] == Many;
            bool fits = isMany || words[word].IsEmpty || (isTopic && pattern[part] == "*") || words[word].Contains(pattern[part]);
            return fits && (From(word + 1, part + 1) || (isMany && From(word, part + 1)));
        }
    }

    /// <summary>The words: for each those that it can be; none where it can be any.</summary>
    private static ImmutableArray<string>[] Split(RouteKey key)
    {
        List<ImmutableArray<string>> words = [];
        ImmutableArray<string> current = [""];
        foreach (RouteKeyPart part in key.Parts)
        {
            if (part.Literal is string literal)
            {
                string[] pieces = literal.Split('.');
                current = Append(current, [pieces[0]]);
                foreach (string piece in pieces.Skip(1))
                {
                    words.Add(current);
                    current = [piece];
                }
            }
            else
            {
                current = !part.Words.IsEmpty ? Append(current, part.Words) : part.IsOneWord && current != Many ? Any : Many;
            }
        }

        return [.. words, current];
    }

    private static ImmutableArray<string> Append(ImmutableArray<string> begun, ImmutableArray<string> endings) =>
        begun == Many || begun.IsEmpty ? begun : [.. begun.SelectMany(start => endings.Select(ending => start + ending))];
}
