using System.Text;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// A routing key's template: literal text, <c>{Property}</c> and <c>{Property:format}</c>; <c>{{</c> and <c>}}</c> stand for braces.
/// </summary>
internal static class KeyTemplateParser
{
    public static KeyTemplate Parse(string text, ITypeSymbol? contract)
    {
        List<KeyPart> parts = [];
        StringBuilder literal = new();
        int literalStart = 0;
        int? strayBrace = null;
        int position = 0;
        while (position < text.Length)
        {
            char character = text[position];
            bool doubled = position + 1 < text.Length && text[position + 1] == character;
            if (character is '{' or '}' && doubled)
            {
                literal.Append(character);
                position += 2;
            }
            else if (character == '{' && FindEnd(text, position) is int end)
            {
                AddLiteral(parts, literal, literalStart, position);
                parts.Add(Placeholder(text, position, end + 1 - position, contract));
                position = end + 1;
                literalStart = position;
            }
            else
            {
                strayBrace ??= character is '{' or '}' ? position : null;
                literal.Append(character);
                position++;
            }
        }

        AddLiteral(parts, literal, literalStart, text.Length);
        return new KeyTemplate(text, parts.ToEquatableArray(), strayBrace);
    }

    /// <summary>Where the placeholder that begins here ends; null when it does not, or is empty.</summary>
    private static int? FindEnd(string text, int start)
    {
        int end = text.IndexOfAny(['{', '}'], start + 1);
        return end > start + 1 && text[end] == '}' ? end : null;
    }

    private static void AddLiteral(List<KeyPart> parts, StringBuilder literal, int start, int end)
    {
        if (literal.Length > 0)
        {
            parts.Add(KeyPart.Text(literal.ToString(), start, end - start));
            literal.Clear();
        }
    }

    private static KeyPart Placeholder(string text, int start, int length, ITypeSymbol? contract)
    {
        string inside = text.Substring(start + 1, length - 2);
        int colon = inside.IndexOf(':');
        string name = colon < 0 ? inside : inside.Substring(0, colon);
        string? format = colon < 0 ? null : inside.Substring(colon + 1);
        ITypeSymbol? type = contract is null ? null : ContractProperties.Find(contract, name)?.Type;
        return PlaceholderParser.Parse(name, format, type) with { Start = start, Length = length };
    }
}
