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
                check.Report(KeyRules.WildcardOnDirect, LiteralLocation.Of(expression, start, word.Length), source.Name, key);
            }
            else if (source.Kind == ExchangeKind.Topic && word.Length > 1 && word.IndexOfAny(['*', '#']) >= 0)
            {
                check.Report(KeyRules.WildcardInsideWord, LiteralLocation.Of(expression, start, word.Length), word);
            }

            start += word.Length + 1;
        }
    }
}
