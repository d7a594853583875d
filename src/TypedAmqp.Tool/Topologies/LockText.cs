using System.Globalization;
using System.Text;
using System.Text.Json;
using TypedAmqp.Manifests;

namespace TypedAmqp.Tool.Topologies;

/// <summary>The text of a lock file: the manifest laid out so that a review sees each change on a line of its own.</summary>
internal static class LockText
{
    public static string Create(AssemblyManifest manifest) => Indent(string.Create(
        CultureInfo.InvariantCulture, $$"""{"format":{{manifest.FormatVersion}},"hash":"{{manifest.Hash}}","manifest":{{manifest.Json}}}"""));

    /// <summary>What changed, a line for each thing; of a file that cannot be compared, why not.</summary>
    public static IReadOnlyList<string> Difference(string before, string after)
    {
        try
        {
            IReadOnlyList<string> lines = ManifestChanges.Between(ManifestOf(before), ManifestOf(after));
            return lines.Count > 0 ? lines : ["No exchange, queue, service or contract changed, but details that the compiler keeps did."];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or InvalidDataException)
        {
            return [$"The file cannot be compared: it is no lock file. {fault.Message}"];
        }
    }

    private static string ManifestOf(string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("manifest").GetRawText();
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
