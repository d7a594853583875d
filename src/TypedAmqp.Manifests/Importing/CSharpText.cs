using System.Globalization;
using System.Text;

namespace TypedAmqp.Manifests;

/// <summary>Values as C# writes them.</summary>
internal static class CSharpText
{
    private static readonly (long Milliseconds, string Name)[] Units =
        [(86_400_000, "Day"), (3_600_000, "Hour"), (60_000, "Minute"), (1000, "Second")];

    public static string Of(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        long number when number is >= int.MinValue and <= int.MaxValue => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        _ => Quoted((string)value),
    };

    public static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                _ when char.IsControl(character) || char.IsSurrogate(character) || character is '\u2028' or '\u2029' => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A time with the constants of <c>Duration</c>.</summary>
    public static string Time(long milliseconds)
    {
        foreach ((long length, string name) in Units)
        {
            if (milliseconds >= length && milliseconds % length == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / length} * Duration.{name}");
            }
        }

        return milliseconds.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A text for one line of a comment or of <c>#warning</c>.</summary>
    public static string OneLine(string text) =>
        string.Concat(text.Select(static character => char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character));
}
