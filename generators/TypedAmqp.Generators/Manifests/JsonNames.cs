using System.Text;

namespace TypedAmqp.Generators.Manifests;

/// <summary>Names in JSON, as System.Text.Json's naming policies make them.</summary>
internal static class JsonNames
{
    public static string Of(string name, string policy) => policy switch
    {
        "CamelCase" => Camel(name),
        "SnakeCaseLower" => Separated(name, '_').ToLowerInvariant(),
        "SnakeCaseUpper" => Separated(name, '_').ToUpperInvariant(),
        "KebabCaseLower" => Separated(name, '-').ToLowerInvariant(),
        "KebabCaseUpper" => Separated(name, '-').ToUpperInvariant(),
        _ => name,
    };

    // A leading run of capitals becomes small, but for the last of them when a word follows: URLValue, urlValue.
    private static string Camel(string name)
    {
        char[] characters = name.ToCharArray();
        for (int index = 0; index < characters.Length && char.IsUpper(characters[index]); index++)
        {
            if (index > 0 && index + 1 < characters.Length && !char.IsUpper(characters[index + 1]))
            {
                break;
            }

            characters[index] = char.ToLowerInvariant(characters[index]);
        }

        return new string(characters);
    }

    private static string Separated(string name, char separator)
    {
        StringBuilder text = new();
        for (int index = 0; index < name.Length; index++)
        {
            bool begins = index > 0 && char.IsUpper(name[index])
                && (!char.IsUpper(name[index - 1]) || (index + 1 < name.Length && char.IsLower(name[index + 1])));
            if (begins)
            {
                text.Append(separator);
            }

            text.Append(name[index]);
        }

        return text.ToString();
    }
}
