using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What the checks of one declaration share: the class, and where diagnostics go.</summary>
internal sealed class DeclarationCheck(INamedTypeSymbol symbol, Action<Diagnostic> report, CancellationToken cancellationToken)
{
    public INamedTypeSymbol Symbol => symbol;

    public CancellationToken CancellationToken => cancellationToken;

    public IEnumerable<AttributeReader> Attributes(string metadataName) => symbol.Attributes(metadataName);

    public void Report(DiagnosticDescriptor rule, Location location, params object[] arguments) => report(Diagnostic.Create(rule, location, arguments));

    public void Report(DiagnosticDescriptor rule, Location location, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, properties, arguments));
}
