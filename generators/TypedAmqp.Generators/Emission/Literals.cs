using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Emission;

/// <summary>The user's text in emitted code. None of it gets there but through these.</summary>
internal static class Literals
{
    /// <summary>A string literal, quotes included.</summary>
    public static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A literal of UTF-8 octets.</summary>
    public static string Utf8(string text) => Quoted(text) + "u8";

    /// <summary>A time, in milliseconds or, where they are whole, in seconds.</summary>
    public static string Time(long milliseconds) => milliseconds % 1000 == 0
        ? $"global::System.TimeSpan.FromSeconds({(milliseconds / 1000).ToString(CultureInfo.InvariantCulture)}L)"
        : $"global::System.TimeSpan.FromMilliseconds({milliseconds.ToString(CultureInfo.InvariantCulture)}L)";

    /// <summary>Text in an XML documentation comment: escaped, and on one line.</summary>
    public static string Xml(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char character in text)
        {
            escaped.Append(character switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ when char.IsControl(character) || character is '\u2028' or '\u2029' => " ",
                _ => character.ToString(),
            });
        }

        return escaped.ToString();
    }

    /// <summary>Code in an XML documentation comment.</summary>
    public static string XmlCode(string text) => $"<c>{Xml(text)}</c>";

    /// <summary>A reference to a type in an XML documentation comment, or its name where a reference cannot be written.</summary>
    public static string XmlReference(string typeName, string name) =>
        typeName.StartsWith("global::", StringComparison.Ordinal) && typeName.IndexOfAny(['<', '[', '(', '?']) < 0
            ? $"<see cref=\"{typeName}\"/>"
            : XmlCode(name);
}
