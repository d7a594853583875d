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

    // What is neither letter nor digit begins anew: A_B is a_b, and not a__b.
    private static string Separated(string name, char separator)
    {
        StringBuilder text = new();
        bool wasUpper = false;
        bool wasLowerOrDigit = false;
        for (int index = 0; index < name.Length; index++)
        {
            bool isUpper = char.IsUpper(name[index]);
            if (isUpper && (wasLowerOrDigit || (wasUpper && index + 1 < name.Length && char.IsLower(name[index + 1]))))
            {
                text.Append(separator);
            }

            text.Append(name[index]);
            wasUpper = isUpper;
            wasLowerOrDigit = char.IsLower(name[index]) || char.IsDigit(name[index]);
        }

        return text.ToString();
    }
}
