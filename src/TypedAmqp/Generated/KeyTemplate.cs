using System.Text;

namespace TypedAmqp.Generated;

/// <summary>The routing keys that a template can make, to find the contract of a delivery without <c>type</c>.</summary>
public sealed class KeyTemplate
{
    private readonly byte[][][] _parts;

    /// <summary>Takes the parts of a template in their order.</summary>
    /// <param name="parts">For each part what it can be: a literal alone, an enum's words, or <see cref="Word"/> or <see cref="Words"/>.</param>
    public KeyTemplate(params string[][] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = [.. parts.Select(part => part.Select(Encoding.UTF8.GetBytes).ToArray())];
    }

    /// <summary>A placeholder that becomes one word, or a part of one: octets without a dot, at least one.</summary>
    public static string[] Word { get; } = ["*"];

    /// <summary>A placeholder that may become several words: any octets, at least one.</summary>
    public static string[] Words { get; } = ["#"];

    /// <summary>Whether a key is one that the template can make.</summary>
    /// <param name="key">The key's octets.</param>
    public bool Matches(ReadOnlySpan<byte> key) => Matches(key, 0);

    private bool Matches(ReadOnlySpan<byte> key, int index)
    {
        if (index == _parts.Length)
        {
            return key.IsEmpty;
        }

        // A published key holds no '*' and no '#': these two can only be the placeholders.
        byte[][] part = _parts[index];
        if (part is [[(byte)'*' or (byte)'#']])
        {
            return MatchesAny(key, index, acrossWords: part[0][0] == '#');
        }

        foreach (byte[] alternative in part)
        {
            if (key.StartsWith(alternative) && Matches(key[alternative.Length..], index + 1))
            {
                return true;
            }
        }

        return false;
    }

    private bool MatchesAny(ReadOnlySpan<byte> key, int index, bool acrossWords)
    {
        for (int length = 1; length <= key.Length && (acrossWords || key[length - 1] != (byte)'.'); length++)
        {
            if (Matches(key[length..], index + 1))
            {
                return true;
            }
        }

        return false;
    }
}
