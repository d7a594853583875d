using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Usage;

/// <summary>What the checks of one operation share.</summary>
internal sealed class UsageCheck(OperationAnalysisContext context, TopologyView view, BrokerVersion broker)
{
    public IOperation Operation => context.Operation;

    /// <summary>The member whose body it is in; lambdas and local functions belong to their member.</summary>
    public ISymbol Within => context.ContainingSymbol;

    public TopologyView View => view;

    public BrokerVersion Broker => broker;

    public CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>The queue that a class declares, or null.</summary>
    public QueueModel? Queue(ITypeSymbol? type) => type is INamedTypeSymbol named ? view.Queue(named, context.CancellationToken) : null;

    /// <summary>The queue of this name that somebody declares, or null.</summary>
    public QueueModel? Queue(string name) => view.Declarations(context.CancellationToken).All.Queues.FirstOrDefault(queue => queue.Name == name);

    /// <summary>The queues that a consumer implements.</summary>
    public IEnumerable<QueueModel> QueuesOf(ITypeSymbol consumer) => consumer.AllInterfaces
        .Where(static type => type.Is(MetadataNames.Consumer))
        .Select(type => Queue(type.TypeArguments[0]))
        .OfType<QueueModel>();

    public void Report(DiagnosticDescriptor rule, SyntaxNode place, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, place.GetLocation(), arguments));

    public void Report(DiagnosticDescriptor rule, SyntaxNode place, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, place.GetLocation(), properties, arguments));

    public void Report(DiagnosticDescriptor rule, SyntaxNode place, Remedy[] remedies, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, place.GetLocation(), Remedy.ToProperties(remedies), arguments));
}
