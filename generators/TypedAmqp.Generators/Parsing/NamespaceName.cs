using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Emission;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The name of a namespace, as a user writes it.</summary>
internal static class NamespaceName
{
    /// <summary>
    /// The name for emitted code, with an <c>@</c> before each part that is a keyword; empty for the global namespace. Null when it is the name of no
    /// namespace.
    /// </summary>
    public static string? Parse(string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        string[] parts = [.. text.Split('.').Select(static part => part.StartsWith("@", StringComparison.Ordinal) ? part.Substring(1) : part)];
        return parts.All(SyntaxFacts.IsValidIdentifier) ? string.Join(".", parts.Select(Identifiers.Escape)) : null;
    }
}
