using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The keys that are published: TAMQP201 to 203, 205, 206 and 211.</summary>
internal static class KeyTemplateChecks
{
    /// <summary>The diagnostic property that holds the name of the nearest property, for the code fix.</summary>
    public const string Suggestion = "Suggestion";

    private const int MaximumOctets = 255;

    private static readonly Regex EmptyWords = new(@"^\.+|\.{2,}|\.+$", RegexOptions.CultureInvariant);

    public static void Run(DeclarationCheck check)
    {
        if (check.Exchange is not ExchangeModel exchange)
        {
            return;
        }

        foreach (AttributeReader publishes in check.Attributes(MetadataNames.Publishes))
        {
            foreach ((string text, ExpressionSyntax expression) in AttributeExpressions.Strings(publishes.Data, check.CancellationToken).Take(1))
            {
                KeyTemplate template = KeyTemplateParser.Parse(text, publishes.TypeArgument);
                CheckBraces(check, template, expression);
                CheckLength(check, template, expression);
                CheckEmptyWords(check, text, expression);
                CheckValues(check, template, publishes.TypeArgument, expression);
                CheckPlaceholders(check, template, publishes.TypeArgument, expression);
                if (exchange.Kind is ExchangeKind.Topic or ExchangeKind.Direct)
                {
                    CheckWildcards(check, template, expression);
                }
            }
        }
    }

    private static void CheckBraces(DeclarationCheck check, KeyTemplate template, ExpressionSyntax expression)
    {
        if (template.StrayBrace is int position)
        {
            check.Report(
                KeyRules.UnbalancedBraces,
                LiteralLocation.Of(expression, position, 1),
                Remedy.ToProperties(Braces(template.Text, position)),
                "The brace here has no counterpart, or nothing is between the two: write a property as '{Name}', and a brace itself twice");
        }
    }

    /// <summary>An opening brace before a name may lack its counterpart; any may be meant as a character.</summary>
    private static Remedy[] Braces(string text, int position)
    {
        int end = position + 1;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        Remedy asCharacter = Remedy.Rewrite(text.Insert(position, text[position].ToString()));
        return text[position] == '{' && end > position + 1 ? [Remedy.Rewrite(text.Insert(end, "}")), asCharacter] : [asCharacter];
    }

    private static void CheckLength(DeclarationCheck check, KeyTemplate template, ExpressionSyntax expression)
    {
        int octets = template.Parts.Sum(static part => part switch
        {
            { Literal: string literal } => Encoding.UTF8.GetByteCount(literal),
            { Kind: PlaceholderKind.Enumeration, Words.Count: > 0 } => part.Words.Min(static word => Encoding.UTF8.GetByteCount(word.Word)),
            { Kind: PlaceholderKind.Guid } => 32,
            { Kind: PlaceholderKind.Boolean } => 4,
            { Kind: PlaceholderKind.Unknown } => 0,
            _ => 1,
        });
        if (octets > MaximumOctets)
        {
            check.Report(KeyRules.KeyTooLong, expression.GetLocation(), "Every key", octets + " octets of UTF-8 or more");
        }
        else if (template.Parts.Sum(static part => Longest(part)) is int longest and > MaximumOctets)
        {
            check.Report(KeyRules.KeyTooLong, DiagnosticSeverity.Warning, expression.GetLocation(), "The longest key", longest + " octets of UTF-8");
        }
    }

    /// <summary>The octets of a part at most. A text is as long as somebody makes it: that is checked when it is published.</summary>
    private static int Longest(KeyPart part) => part switch
    {
        { Literal: string literal } => Encoding.UTF8.GetByteCount(literal),
        { Kind: PlaceholderKind.Enumeration, Words.Count: > 0 } => part.Words.Max(static word => Encoding.UTF8.GetByteCount(word.Word)),
        { Kind: PlaceholderKind.Guid } => 36,
        { Kind: PlaceholderKind.Boolean } => 5,
        { Kind: PlaceholderKind.Integer } => 20,
        _ => 0,
    };

    /// <summary>TAMQP211 for dots in a row, and those at an end. It is legal, and hardly ever meant.</summary>
    public static void CheckEmptyWords(DeclarationCheck check, string text, ExpressionSyntax expression)
    {
        foreach (Match dots in EmptyWords.Matches(text))
        {
            bool isBetween = dots.Index > 0 && dots.Index + dots.Length < text.Length;
            check.Report(
                KeyRules.UnbalancedBraces,
                DiagnosticSeverity.Warning,
                LiteralLocation.Of(expression, dots.Index, dots.Length),
                Remedy.Rewrite(text.Remove(dots.Index, dots.Length).Insert(dots.Index, isBetween ? "." : "")),
                "A word of '" + text + "' is empty, and matches nothing but an empty word: remove a dot, or write the word");
        }
    }

    private static void CheckValues(DeclarationCheck check, KeyTemplate template, ITypeSymbol? contract, ExpressionSyntax expression)
    {
        foreach (KeyPart part in template.Parts.Where(static part => part is { IsPlaceholder: true, Kind: not PlaceholderKind.Unknown }))
        {
            Location place = LiteralLocation.Of(expression, part.Start, part.Length);
            if (part.IsNullable)
            {
                check.Report(KeyRules.NullablePlaceholder, place, part.Label);
            }

            if (part is { Kind: PlaceholderKind.Formattable, Format: null } && contract is not null
                && KeyTemplateParser.TypeOf(part.Label, contract) is ITypeSymbol type
                && KeyFormats.Of(type) is (string sample, string format))
            {
                Remedy[] remedies = place.SourceSpan.Length == part.Length ? [Remedy.Replace("{" + part.Label + ":" + format + "}")] : [];
                check.Report(
                    KeyRules.FormatNotSaid, place, Remedy.ToProperties(remedies), part.Label,
                    type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), sample, format);
            }
        }
    }

    private static void CheckPlaceholders(DeclarationCheck check, KeyTemplate template, ITypeSymbol? contract, ExpressionSyntax expression)
    {
        if (contract is null or { TypeKind: TypeKind.Error or TypeKind.TypeParameter })
        {
            return;
        }

        foreach (KeyPart part in template.Parts)
        {
            if (part is not { IsPlaceholder: true, Kind: PlaceholderKind.Unknown }
                || KeyTemplateParser.TypeOf(part.Label, contract) is { TypeKind: TypeKind.Error })
            {
                continue;
            }

            (string? nearest, string reason) = Unknown(part.Label, contract);
            check.Report(
                KeyRules.UnknownPlaceholder,
                LiteralLocation.Of(expression, part.Start, part.Length),
                nearest is null ? ImmutableDictionary<string, string?>.Empty : ImmutableDictionary<string, string?>.Empty.Add(Suggestion, nearest),
                template.Text.Substring(part.Start, part.Length),
                reason);
        }
    }

    /// <summary>What is wrong with a way of properties, and the one that was meant, if that can be told.</summary>
    private static (string? Nearest, string Reason) Unknown(string path, ITypeSymbol contract)
    {
        string[] steps = path.Split('.');
        ITypeSymbol owner = contract;
        for (int index = 0; index < steps.Length; index++)
        {
            string ownerName = owner.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            if (ContractProperties.Find(owner, steps[index])?.Type is not ITypeSymbol type)
            {
                string? nearest = NearestName.Find(steps[index], ContractProperties.All(owner).Select(static property => property.Name));
                string meant = nearest is null ? "" : "; did you mean '" + nearest + "'?";
                string? whole = nearest is null ? null : string.Join(".", steps.Take(index).Append(nearest).Concat(steps.Skip(index + 1)));
                return (whole, ownerName + " has no property '" + steps[index] + "'" + meant);
            }

            if (index == steps.Length - 1)
            {
                return (null, ownerName + "." + steps[index] + " is of type " + type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)
                    + ", which cannot be written as text");
            }

            owner = PlaceholderParser.WithoutNull(type) ?? type;
        }

        return (null, "it names nothing");
    }

    private static void CheckWildcards(DeclarationCheck check, KeyTemplate template, ExpressionSyntax expression)
    {
        string text = template.Text;
        for (int position = 0; position < text.Length; position++)
        {
            bool isWildcard = text[position] is '*' or '#'
                && (position == 0 || text[position - 1] == '.')
                && (position == text.Length - 1 || text[position + 1] == '.')
                && template.Parts.Any(part => !part.IsPlaceholder && position >= part.Start && position < part.Start + part.Length);
            if (isWildcard)
            {
                // The word goes, with one of the dots beside it.
                string without = position > 0 ? text.Remove(position - 1, 2) : text.Remove(0, Math.Min(2, text.Length));
                check.Report(KeyRules.WildcardPublished, LiteralLocation.Of(expression, position, 1), Remedy.Rewrite(without), text[position]);
            }
        }
    }
}
