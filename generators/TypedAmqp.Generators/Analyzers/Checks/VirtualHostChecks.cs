using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Whether declarations that refer to one another are in one virtual host: TAMQP014.</summary>
internal static class VirtualHostChecks
{
    private static readonly string[] References =
        [MetadataNames.Binding, MetadataNames.HeadersBinding, MetadataNames.AlternateExchange, MetadataNames.DeadLetter];

    public static DiagnosticDescriptor[] Rules { get; } = [DeclarationRules.OtherVirtualHost];

    public static void Run(DeclarationCheck check)
    {
        if (check.Exchange is null && check.Queue is null)
        {
            return;
        }

        string here = check.Queue?.VirtualHost ?? check.Exchange?.VirtualHost ?? "/";
        foreach (AttributeReader attribute in References.SelectMany(check.Attributes))
        {
            if (attribute.TypeArgument is INamedTypeSymbol target && VirtualHostOf(check, target) is string there && there != here)
            {
                Location place = AttributeExpressions.TypeArgument(attribute.Data, check.CancellationToken);
                check.Report(DeclarationRules.OtherVirtualHost, place, check.Symbol.Name, here, target.Name, there);
            }
        }
    }

    /// <summary>The virtual host in which a class declares something; null when it declares nothing.</summary>
    private static string? VirtualHostOf(DeclarationCheck check, INamedTypeSymbol target)
    {
        if (check.View.Exchange(target, check.CancellationToken) is { } exchange)
        {
            return exchange.VirtualHost ?? "/";
        }

        return check.View.Queue(target, check.CancellationToken) is { } queue ? queue.VirtualHost ?? "/" : null;
    }
}
