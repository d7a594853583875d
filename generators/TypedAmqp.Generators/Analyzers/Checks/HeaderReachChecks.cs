using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Headers that bindings compare and no publisher sets, in a closed topology: TAMQP319.</summary>
internal static class HeaderReachChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [BindingRules.HeaderNotSet];

    public static void Run(ClosedCheck check)
    {
        foreach ((INamedTypeSymbol type, string name, TypedConstant value, ExpressionSyntax expression) in check.Headers)
        {
            if (check.View.Exchange(type, check.CancellationToken) is ExchangeModel source
                && !check.Reachability.HasOtherSources(source)
                && check.Graph.FindExchange(source.Type.FullName) is { } node
                && node.Declarations.SelectMany(static declaration => declaration.Routes)
                    .Select(static route => route.Message)
                    .ToArray() is { Length: > 0 } messages)
            {
                HeaderModel[] headers = [.. messages.SelectMany(static message => message.Headers).Where(header => header.Name == name)];
                ArgumentModel? wanted = ArgumentValues.Read(name, value);
                string? fault = headers.Length == 0
                    ? "no contract that is published there has such a header"
                    : wanted is not null && !headers.Any(header => CanBe(header, wanted))
                        ? "the header '" + name + "' of " + Owner(messages, name) + " is never that"
                        : null;
                if (fault is not null && !name.StartsWith("x-", StringComparison.Ordinal))
                {
                    check.Report(BindingRules.HeaderNotSet, expression.GetLocation(), name, source.Name, fault);
                }
            }
        }
    }

    private static string Owner(MessageModel[] messages, string name) =>
        messages.First(message => message.Headers.Any(header => header.Name == name)).Name;

    private static bool CanBe(HeaderModel header, ArgumentModel wanted) => header.Kind switch
    {
        HeaderKind.Text => wanted.Kind == ArgumentKind.String,
        HeaderKind.Enumeration => wanted.Kind == ArgumentKind.String && header.Words.Any(word => word.Word == wanted.Value),
        HeaderKind.Boolean => wanted.Kind == ArgumentKind.Boolean,
        HeaderKind.Integer => wanted.Kind == ArgumentKind.Integer,
        HeaderKind.Number => wanted.Kind == ArgumentKind.Number,
        HeaderKind.Timestamp => false,
        _ => true,
    };
}
