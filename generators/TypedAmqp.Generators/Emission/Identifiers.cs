using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace TypedAmqp.Generators.Emission;

/// <summary>C# names out of the user's text.</summary>
internal static class Identifiers
{
    /// <summary>Words joined in PascalCase: <c>my-shop</c> gives <c>MyShop</c>, <c>List&lt;byte&gt;</c> gives <c>ListByte</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="otherwise">The name of a text without a letter.</param>
    public static string Pascal(string text, string otherwise)
    {
        StringBuilder name = new();
        bool upper = true;
        foreach (char character in text)
        {
            if (!SyntaxFacts.IsIdentifierPartCharacter(character) || character == '_')
            {
                upper = true;
                continue;
            }

            name.Append(upper ? char.ToUpperInvariant(character) : character);
            upper = false;
        }

        if (name.Length == 0)
        {
            return otherwise;
        }

        return SyntaxFacts.IsIdentifierStartCharacter(name[0]) ? name.ToString() : "_" + name;
    }

    /// <summary>The name in code: with an <c>@</c> where it is a keyword.</summary>
    public static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>A name that no other has: the next free number behind it where it is taken.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        string unique = name;
        for (int number = 2; !taken.Add(unique); number++)
        {
            unique = name + number;
        }

        return unique;
    }
}
