using System.Text;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// A routing key's template: literal text, <c>{Property}</c> and <c>{Property:format}</c>; <c>{{</c> and <c>}}</c> stand for braces. A property of a
/// property is <c>{Customer.Region}</c>.
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

    /// <summary>The type of a property, or of the last in a way of properties; null when there is none.</summary>
    public static ITypeSymbol? TypeOf(string path, ITypeSymbol contract) => Follow(path, contract).Type;

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
        (string path, ITypeSymbol? type, bool isNullable) = Follow(name, contract);
        KeyPart part = PlaceholderParser.Parse(path, format, type);
        return part with { IsNullable = part.IsNullable || isNullable, Start = start, Length = length };
    }

    /// <summary>The last property of a way of properties, and whether one before it can be null.</summary>
    private static (string Path, ITypeSymbol? Type, bool IsNullable) Follow(string name, ITypeSymbol? contract)
    {
        string[] steps = name.Split('.');
        ITypeSymbol? type = contract;
        bool isNullable = false;
        for (int index = 0; index < steps.Length && type is not null; index++)
        {
            if (index > 0 && PlaceholderParser.WithoutNull(type) is ITypeSymbol owner)
            {
                type = owner;
                steps[index - 1] += "?";
                isNullable = true;
            }

            type = ContractProperties.Find(type, steps[index])?.Type;
        }

        return (string.Join(".", steps), type, isNullable);
    }
}
