using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The keys of bindings: TAMQP001, 207, 208 and 211.</summary>
internal static class BindingChecks
{
    public static void Run(DeclarationCheck check)
    {
        foreach (AttributeReader binding in check.Attributes(MetadataNames.Binding))
        {
            ExchangeModel? source = binding.TypeArgument is INamedTypeSymbol type ? check.View.Exchange(type, check.CancellationToken) : null;
            foreach ((string key, ExpressionSyntax expression) in AttributeExpressions.Strings(binding.Data, check.CancellationToken))
            {
                NameChecks.CheckLength(check, key, expression, "binding key");
                if (source?.Kind is ExchangeKind.Topic or ExchangeKind.Direct)
                {
                    CheckWords(check, key, expression, source);
                    KeyTemplateChecks.CheckEmptyWords(check, key, expression);
                }
            }
        }
    }

    private static void CheckWords(DeclarationCheck check, string key, ExpressionSyntax expression, ExchangeModel source)
    {
        int start = 0;
        foreach (string word in key.Split('.'))
        {
            if (source.Kind == ExchangeKind.Direct && word is ("*" or "#"))
            {
                check.Report(KeyRules.WildcardOnDirect, LiteralLocation.Of(expression, start, word.Length), MakeTopic(source), source.Name, key);
            }
            else if (source.Kind == ExchangeKind.Topic && word.Length > 1 && word.IndexOfAny(['*', '#']) >= 0)
            {
                Remedy[] remedies = [Remedy.Rewrite(WithWord(key, start, word, Split(word))), Remedy.Rewrite(WithWord(key, start, word, "*"))];
                check.Report(KeyRules.WildcardInsideWord, LiteralLocation.Of(expression, start, word.Length), Remedy.ToProperties(remedies), word);
            }

            start += word.Length + 1;
        }
    }

    private static Remedy MakeTopic(ExchangeModel source) =>
        new(RemedyKind.ExchangeType, $"Make '{source.Type.Name}' a topic exchange", Text: "ExchangeType.Topic", Target: source.Type.FullName);

    private static string WithWord(string key, int start, string word, string other) => key.Remove(start, word.Length).Insert(start, other);

    /// <summary>Wildcards and what is between them, as words of their own: <c>*x</c> becomes <c>*.x</c>.</summary>
    private static string Split(string word) => string.Join(".", Regex.Split(word, "([*#])").Where(static part => part.Length > 0));
}
