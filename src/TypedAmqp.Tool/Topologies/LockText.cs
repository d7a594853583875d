using System.Globalization;
using System.Text;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>The text of a lock file: the manifest laid out so that a review sees each change on a line of its own.</summary>
internal static class LockText
{
    private const int MostLines = 200;

    public static string Create(AssemblyManifest manifest) => Indent(string.Create(
        CultureInfo.InvariantCulture, $$"""{"format":{{manifest.FormatVersion}},"hash":"{{manifest.Hash}}","manifest":{{manifest.Json}}}"""));

    /// <summary>The lines that only one of the two has, with a minus for the first and a plus for the second.</summary>
    public static IEnumerable<string> Difference(string before, string after)
    {
        string[] first = before.Split('\n');
        string[] second = after.Split('\n');
        IEnumerable<string> lines = first.Except(second).Select(static line => "- " + line.Trim()).Concat(second.Except(first).Select(static line => "+ " + line.Trim()));
        return lines.Where(static line => line.Length > 3).Take(MostLines);
    }

    /// <summary>Canonical JSON with a line for each member and item. What is in strings stays as it is.</summary>
    private static string Indent(string json)
    {
        StringBuilder text = new();
        int depth = 0;
        bool inString = false;
        for (int index = 0; index < json.Length; index++)
        {
            char character = json[index];
            if (inString)
            {
                text.Append(character);
                if (character == '\\')
                {
                    text.Append(json[++index]);
                }

                inString = character != '"';
                continue;
            }

            switch (character)
            {
                case '{' or '[' when json[index + 1] is '}' or ']':
                    text.Append(character).Append(json[++index]);
                    break;
                case '{' or '[':
                    NewLine(text.Append(character), ++depth);
                    break;
                case '}' or ']':
                    NewLine(text, --depth).Append(character);
                    break;
                case ',':
                    NewLine(text.Append(character), depth);
                    break;
                case ':':
                    text.Append(": ");
                    break;
                default:
                    text.Append(character);
                    inString = character == '"';
                    break;
            }
        }

        return text.Append('\n').ToString();
    }

    private static StringBuilder NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', 2 * depth);
}
