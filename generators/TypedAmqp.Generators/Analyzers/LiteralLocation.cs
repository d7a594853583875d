using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>Finds a part of a string's value in the literal it was written as, so that a squiggle is as narrow as the mistake.</summary>
internal static class LiteralLocation
{
    /// <summary>
    /// The location of <paramref name="length"/> characters of the value from <paramref name="start"/> on; the whole expression when it is no
    /// literal of one line.
    /// </summary>
    public static Location Of(ExpressionSyntax expression, int start, int length)
    {
        ExpressionSyntax inner = expression;
        while (inner is ParenthesizedExpressionSyntax parenthesized)
        {
            inner = parenthesized.Expression;
        }

        if (inner is not LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression, Token: SyntaxToken token }
            || Offsets(token) is not int[] offsets || start < 0 || start + length >= offsets.Length)
        {
            return expression.GetLocation();
        }

        TextSpan span = TextSpan.FromBounds(token.SpanStart + offsets[start], token.SpanStart + offsets[start + length]);
        return Location.Create(expression.SyntaxTree, span);
    }

    /// <summary>Where each character of the value begins in the token's text, and where the last one ends.</summary>
    private static int[]? Offsets(SyntaxToken token)
    {
        string text = token.Text;
        List<int>? offsets = token.Kind() switch
        {
            SyntaxKind.SingleLineRawStringLiteralToken => Raw(text, token.ValueText.Length),
            SyntaxKind.StringLiteralToken when text.StartsWith("@", StringComparison.Ordinal) => Verbatim(text),
            SyntaxKind.StringLiteralToken => Regular(text),
            _ => null,
        };
        return offsets?.Count == token.ValueText.Length + 1 ? [.. offsets] : null;
    }

    private static List<int> Raw(string text, int length)
    {
        int quotes = text.TakeWhile(static character => character == '"').Count();
        return [.. Enumerable.Range(quotes, length + 1)];
    }

    private static List<int> Verbatim(string text)
    {
        List<int> offsets = [];
        int position = 2;
        while (position < text.Length - 1)
        {
            offsets.Add(position);
            position += text[position] == '"' ? 2 : 1;
        }

        offsets.Add(position);
        return offsets;
    }

    private static List<int> Regular(string text)
    {
        List<int> offsets = [];
        int position = 1;
        while (position < text.Length - 1)
        {
            offsets.Add(position);
            int length = EscapeLength(text, position);
            if (text[position] == '\\'
                && text[position + 1] == 'U'
                && length == 10
                && !text.Substring(position + 2, 4).Equals("0000", StringComparison.Ordinal))
            {
                // Beyond the first plane a character is two UTF-16 units.
                offsets.Add(position);
            }

            position += length;
        }

        offsets.Add(position);
        return offsets;
    }

    private static int EscapeLength(string text, int position)
    {
        if (text[position] != '\\' || position + 1 >= text.Length)
        {
            return 1;
        }

        switch (text[position + 1])
        {
            case 'u':
                return 6;
            case 'U':
                return 10;
            case 'x':
                int length = 2;
                while (length < 6 && position + length < text.Length && Uri.IsHexDigit(text[position + length]))
                {
                    length++;
                }

                return length;
            default:
                return 2;
        }
    }
}
