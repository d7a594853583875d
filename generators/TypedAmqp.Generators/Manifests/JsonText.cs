using System.Globalization;
using System.Text;

namespace TypedAmqp.Generators.Manifests;

/// <summary>
/// Canonical JSON: members sorted by name, no white space, whole numbers only, and a <c>\u</c> only where a character cannot stand in a line of
/// source. One value has one text. (System.Text.Json is no part of every compiler.)
/// </summary>
/// <remarks>
/// A value is null, a <see cref="bool"/>, a <see cref="long"/>, a <see cref="string"/>, a list of values, or names with their values in the ordinal
/// order of the names; what is read of these is a <see cref="SortedDictionary{TKey, TValue}"/>.
/// </remarks>
internal static class JsonText
{
    public static SortedDictionary<string, object?> Members() => new(StringComparer.Ordinal);

    public static string Write(object? value)
    {
        StringBuilder text = new();
        Write(text, value);
        return text.ToString();
    }

    /// <exception cref="FormatException">The text is no JSON, or has numbers that are not whole.</exception>
    public static object? Read(string text) => new JsonTextReader(text).Read();

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case long number:
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            case string characters:
                WriteString(text, characters);
                break;
            case IEnumerable<KeyValuePair<string, object?>> members:
                WriteMembers(text, members);
                break;
            case IEnumerable<object?> items:
                WriteItems(text, items);
                break;
            default:
                throw new ArgumentException($"JSON has no {value.GetType()}.", nameof(value));
        }
    }

    private static void WriteMembers(StringBuilder text, IEnumerable<KeyValuePair<string, object?>> members)
    {
        char before = '{';
        foreach (KeyValuePair<string, object?> member in members)
        {
            text.Append(before);
            WriteString(text, member.Key);
            text.Append(':');
            Write(text, member.Value);
            before = ',';
        }

        text.Append(before == '{' ? "{}" : "}");
    }

    private static void WriteItems(StringBuilder text, IEnumerable<object?> items)
    {
        char before = '[';
        foreach (object? item in items)
        {
            text.Append(before);
            Write(text, item);
            before = ',';
        }

        text.Append(before == '[' ? "[]" : "]");
    }

    private static void WriteString(StringBuilder text, string characters)
    {
        if (IsPlain(characters))
        {
            text.Append('"').Append(characters).Append('"');
            return;
        }

        text.Append('"');
        for (int index = 0; index < characters.Length; index++)
        {
            char character = characters[index];
            if (character is '"' or '\\')
            {
                text.Append('\\').Append(character);
            }
            else if (char.IsHighSurrogate(character) && index + 1 < characters.Length && char.IsLowSurrogate(characters[index + 1]))
            {
                text.Append(character).Append(characters[++index]);
            }
            else if (char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029' or '\ufeff')
            {
                text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(character);
            }
        }

        text.Append('"');
    }

    /// <summary>Whether all characters stand for themselves, as in nearly every name.</summary>
    private static bool IsPlain(string characters)
    {
        foreach (char character in characters)
        {
            if (character is < ' ' or > '~' or '"' or '\\')
            {
                return false;
            }
        }

        return true;
    }
}
