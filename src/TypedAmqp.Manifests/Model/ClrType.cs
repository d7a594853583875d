using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>A type as C# writes it, taken apart: <c>List&lt;Shop.Line?&gt;?</c>, <c>byte[]</c>.</summary>
/// <param name="Name">Its name with namespace, without type arguments; <c>[]</c> for an array, <c>()</c> for a tuple.</param>
/// <param name="Arguments">The type arguments; the element of an array.</param>
/// <param name="IsNullable">Whether it has a question mark.</param>
public sealed record ClrType(string Name, ImmutableArray<ClrType> Arguments, bool IsNullable)
{
    /// <summary>The name without namespace, those of its arguments behind it: <c>EnvelopeOrderPlaced</c>.</summary>
    public string ShortName
    {
        get
        {
            string own = Name == "[]" ? "" : Name[(Name.LastIndexOf('.') + 1)..];
            return own + string.Concat(Arguments.Select(
                static argument => char.ToUpperInvariant(argument.ShortName[0]) + argument.ShortName[1..])) + (Name == "[]" ? "Array" : "");
        }
    }

    /// <summary>Takes a type apart.</summary>
    /// <param name="text">The type as C# writes it, with or without <c>global::</c>.</param>
    public static ClrType Parse(string text)
    {
        string plain = ManifestElements.Plain(text);
        int position = 0;
        return Parse(plain, ref position);
    }

    private static ClrType Parse(string text, ref int position)
    {
        ClrType type;
        if (text[position] == '(')
        {
            type = new ClrType("()", Arguments: ParseList(text, ref position, ')'), IsNullable: false);
        }
        else
        {
            int start = position;
            while (position < text.Length && text[position] is not ('<' or '>' or ',' or '[' or '?' or ')' or ' '))
            {
                position++;
            }

            string name = text[start..position];
            type = new ClrType(name, position < text.Length && text[position] == '<' ? ParseList(text, ref position, '>') : [], IsNullable: false);
        }

        return Suffixes(text, ref position, type);
    }

    private static ClrType Suffixes(string text, ref int position, ClrType type)
    {
        while (position < text.Length)
        {
            if (text[position] == '?')
            {
                type = type with { IsNullable = true };
                position++;
            }
            else if (text[position] == '.' && type.Arguments.Length > 0)
            {
                // A type inside a generic one.
                int start = ++position;
                while (position < text.Length && text[position] is not ('<' or '>' or ',' or '[' or '?' or ')'))
                {
                    position++;
                }

                type = type with { Name = type.Name + "." + text[start..position] };
            }
            else if (text[position] == '[')
            {
                position = text.IndexOf(']', position) + 1;
                type = new ClrType("[]", [type], IsNullable: false);
            }
            else
            {
                break;
            }
        }

        return type;
    }

    private static ImmutableArray<ClrType> ParseList(string text, ref int position, char end)
    {
        ImmutableArray<ClrType>.Builder items = ImmutableArray.CreateBuilder<ClrType>();
        do
        {
            position++;
            items.Add(Parse(text, ref position));

            // The name of a tuple's element.
            while (text[position] != ',' && text[position] != end)
            {
                position++;
            }

            while (text[position] == ',' && text[position + 1] == ' ')
            {
                position++;
            }
        }
        while (text[position] != end);

        position++;
        return items.ToImmutable();
    }
}
