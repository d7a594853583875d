using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What the checks of one declaration share: the class, what it declares, all other declarations, and where diagnostics go.</summary>
internal sealed class DeclarationCheck(
    INamedTypeSymbol symbol, TopologyView view, BrokerVersion broker, Action<Diagnostic> report, CancellationToken cancellationToken)
{
    public INamedTypeSymbol Symbol => symbol;

    public TopologyView View => view;

    public BrokerVersion Broker => broker;

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>The exchange that the class declares, or null.</summary>
    public ExchangeModel? Exchange { get; } = view.Exchange(symbol, cancellationToken);

    /// <summary>The queue that the class declares, or null.</summary>
    public QueueModel? Queue { get; } = view.Queue(symbol, cancellationToken);

    public IEnumerable<AttributeReader> Attributes(string metadataName) => symbol.Attributes(metadataName);

    public AttributeReader? Attribute(string metadataName) => symbol.Attribute(metadataName);

    public void Report(DiagnosticDescriptor rule, Location location, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, arguments));

    public void Report(DiagnosticDescriptor rule, Location location, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, properties, arguments));

    public void Report(DiagnosticDescriptor rule, Location location, Remedy remedy, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, Remedy.ToProperties(remedy), arguments));

    /// <summary>Reports with another severity than the rule's own.</summary>
    public void Report(DiagnosticDescriptor rule, DiagnosticSeverity severity, Location location, Remedy remedy, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, severity, additionalLocations: null, Remedy.ToProperties(remedy), arguments));

    /// <summary>Reports with another severity than the rule's own.</summary>
    public void Report(DiagnosticDescriptor rule, DiagnosticSeverity severity, Location location, params object[] arguments) =>
        report(Diagnostic.Create(rule, location, severity, additionalLocations: null, properties: null, arguments));
}
