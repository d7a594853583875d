using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>A part of a word: fixed text, one of several texts, or whatever a kind of value can be. No part holds a dot.</summary>
internal sealed class GlobPart
{
    private readonly string[]? _texts;
    private readonly PlaceholderKind _kind;
    private readonly bool _canBeEmpty;
    private readonly string _name;

    private GlobPart(string[]? texts, PlaceholderKind kind, bool canBeEmpty, string name)
    {
        _texts = texts;
        _kind = kind;
        _canBeEmpty = canBeEmpty;
        _name = name;
    }

    /// <summary>Whether it stands for so many texts that there is always one more.</summary>
    public bool IsEndless => _texts is null;

    public static GlobPart OneOf(params string[] texts) => new(texts, default, false, "");

    /// <summary>Any text without a dot; an empty one too.</summary>
    public static GlobPart Anything(string name) => new(null, PlaceholderKind.Text, true, name);

    /// <summary>
    /// What a placeholder of these can be: <see cref="PlaceholderKind.Integer"/>, <see cref="PlaceholderKind.Guid"/>, else any text that is not
    /// empty.
    /// </summary>
    public static GlobPart Value(PlaceholderKind kind, string name) => new(null, kind, false, name);

    /// <summary>The texts it can be, those worth showing to people first.</summary>
    public IEnumerable<string> Texts => _texts ?? _kind switch
    {
        PlaceholderKind.Integer => WordSamples.Integers(),
        PlaceholderKind.Guid => WordSamples.Guids(),
        _ => WordSamples.Text(_name),
    };

    /// <summary>Where in the word the part can end when it begins here.</summary>
    public IEnumerable<int> Ends(string word, int start)
    {
        if (_texts is not null)
        {
            return _texts.Where(text => string.CompareOrdinal(word, start, text, 0, text.Length) == 0).Select(text => start + text.Length);
        }

        IEnumerable<int> ends = _kind switch
        {
            PlaceholderKind.Integer => IntegerEnds(word, start),
            PlaceholderKind.Guid => IsGuid(word, start) ? [start + 36] : [],
            _ => Enumerable.Range(start + 1, word.Length - start),
        };
        return _canBeEmpty ? ends.Prepend(start) : ends;
    }

    private static IEnumerable<int> IntegerEnds(string word, int start)
    {
        int position = start < word.Length && word[start] == '-' ? start + 1 : start;
        while (position < word.Length && word[position] is >= '0' and <= '9')
        {
            position++;
            yield return position;
        }
    }

    private static bool IsGuid(string word, int start) =>
        word.Length - start >= 36
            && Guid.TryParseExact(word.Substring(start, 36), "D", out Guid value)
            && value.ToString("D") == word.Substring(start, 36);
}
