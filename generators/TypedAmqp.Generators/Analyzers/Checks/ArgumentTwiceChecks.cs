using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>An argument of the broker that is said twice: by a property and by an <c>[Argument]</c>, or by two of these. TAMQP118.</summary>
internal static class ArgumentTwiceChecks
{
    private const string DeadLetter = "x-dead-letter-";

    public static DiagnosticDescriptor[] Rules { get; } = [QueueRules.SaidTwice];

    public static void Run(DeclarationCheck check)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (AttributeReader given in check.Attributes(MetadataNames.Argument))
        {
            foreach ((string name, ExpressionSyntax _) in AttributeExpressions.Strings(given.Data, check.CancellationToken).Take(1))
            {
                string? other = SaidBy(check, name) ?? (seen.Contains(name) ? "another [Argument]" : null);
                if (other is not null)
                {
                    check.Report(
                        QueueRules.SaidTwice,
                        AttributeExpressions.Whole(given.Data, check.CancellationToken),
                        Remedy.RemoveAttribute("'" + name + "'"),
                        name,
                        check.Symbol.Name,
                        other);
                }

                seen.Add(name);
            }
        }
    }

    /// <summary>What says it besides <c>[Argument]</c>; null when nothing does.</summary>
    private static string? SaidBy(DeclarationCheck check, string name) =>
        check.Attribute(MetadataNames.Queue) is AttributeReader queue ? SaidBy(queue, check.Attribute(MetadataNames.DeadLetter), name)
        : check.Attribute(MetadataNames.Exchange) is AttributeReader exchange ? SaidBy(
            exchange, check.Symbol.Has(MetadataNames.AlternateExchange), name)
        : null;

    private static string? SaidBy(AttributeReader queue, AttributeReader? deadLetter, string name)
    {
        if (name == QueueArguments.Type)
        {
            return queue.EnumMember is "Quorum" or "Stream" ? "QueueType." + queue.EnumMember : null;
        }

        if (name.StartsWith(DeadLetter, StringComparison.Ordinal))
        {
            return name.Substring(DeadLetter.Length) switch
            {
                "exchange" when deadLetter is not null => "[DeadLetter]",
                "routing-key" when deadLetter?.String("RoutingKey") is not null => "RoutingKey of [DeadLetter]",
                "strategy" when deadLetter?.Boolean("AtLeastOnce") == true => "AtLeastOnce of [DeadLetter]",
                _ => null,
            };
        }

        string property = ArgumentPlace.PropertyOf(name);
        return QueueArgument.Known.ContainsKey(name) && queue.Has(property) ? property : null;
    }

    private static string? SaidBy(AttributeReader exchange, bool hasAlternate, string name) => name switch
    {
        "alternate-exchange" when hasAlternate => "[AlternateExchange]",
        "x-delayed-type" when exchange.Boolean("Delayed") => "Delayed",
        "hash-header" when exchange.Has("HashHeader") => "HashHeader",
        "hash-property" when exchange.Has("HashProperty") => "HashProperty",
        _ => null,
    };
}
