using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Analyzers.Checks;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// What only a closed topology shows: keys that nothing catches, bindings that nothing matches, queues that nobody consumes, dead letters that end
/// nowhere.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReachabilityAnalyzer : DiagnosticAnalyzer
{
    // A new check is a row here.
    private static readonly Check<ClosedCheck>[] Table =
    [
        new(ConsumptionChecks.Run, ConsumptionChecks.Rules),
        new(DeadLetterChecks.Run, DeadLetterChecks.Rules),
        new(BindingReachChecks.Run, BindingReachChecks.Rules),
        new(HeaderReachChecks.Run, HeaderReachChecks.Rules),
        new(UnseenArrivalChecks.Run, UnseenArrivalChecks.Rules),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        ReachabilityRules.NothingCatches, ReachabilityRules.PartlyCaught, ReachabilityRules.NothingMatches, .. Table.SelectMany(
            static check => check.Rules),
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.Assembly.Attribute(MetadataNames.ClosedTopology) is AttributeReader closed)
            {
                TopologyView view = TopologyView.Of(start.Compilation);
                start.RegisterSymbolAction(context => AnalyzeOwn(context, view), SymbolKind.NamedType);
                start.RegisterSemanticModelAction(context => AnalyzeReferenced(context, view, closed.Data));
            }
        });
    }

    private static void AnalyzeOwn(SymbolAnalysisContext context, TopologyView view)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.Symbol;
        if (symbol.GetAttributes().IsEmpty)
        {
            return;
        }

        Run(new ClosedCheck(view, symbol, Location.None, context.ReportDiagnostic, context.CancellationToken)
        {
            Exchange = view.Exchange(symbol, context.CancellationToken),
            Queue = view.Queue(symbol, context.CancellationToken),
            Service = RpcServiceParser.Parse(symbol, context.CancellationToken),
        });
        foreach (AttributeReader publishes in symbol.Attributes(MetadataNames.Publishes))
        {
            if (view.Exchange(symbol, context.CancellationToken) is ExchangeModel exchange)
            {
                ExpressionSyntax? key = AttributeExpressions.Strings(publishes.Data, context.CancellationToken)
                    .Select(static item => item.Expression)
                    .FirstOrDefault();
                Location location = key?.GetLocation() ?? AttributeExpressions.Whole(publishes.Data, context.CancellationToken);
                CheckRoute(view, exchange, ExchangeParser.Route(publishes), location, context.ReportDiagnostic, context.CancellationToken);
            }
        }

        foreach (AttributeReader binding in symbol.Attributes(MetadataNames.Binding))
        {
            if (!binding.Boolean("AtRunTime")
                && binding.TypeArgument is INamedTypeSymbol type
                && view.Exchange(type, context.CancellationToken) is ExchangeModel source)
            {
                foreach ((string key, ExpressionSyntax expression) in AttributeExpressions.Strings(binding.Data, context.CancellationToken))
                {
                    if (!view.Reachability(context.CancellationToken).CanMatch(source, key))
                    {
                        string? meant = NearestKey.Find(key, source.Routes.Select(static route => route.Key));
                        Remedy[] remedies = [.. meant is null ? [] : new[] { Remedy.Rewrite(meant) }, .. Remedy.RemoveKey(expression)];
                        string question = meant is null ? "" : "did you mean '" + meant + "'? If not, ";
                        context.ReportDiagnostic(Diagnostic.Create(
                            ReachabilityRules.NothingMatches, expression.GetLocation(), Remedy.ToProperties(remedies), source.Name, key, question));
                    }
                }
            }
        }
    }

    /// <summary>What referenced assemblies publish has no line here: it is said where the topology is called closed.</summary>
    private static void AnalyzeReferenced(SemanticModelAnalysisContext context, TopologyView view, AttributeData closed)
    {
        if (closed.ApplicationSyntaxReference?.SyntaxTree != context.SemanticModel.SyntaxTree)
        {
            return;
        }

        Location location = AttributeExpressions.Whole(closed, context.CancellationToken);
        ClosedCheck Check(ExchangeModel? exchange, QueueModel? queue, RpcServiceModel? service) =>
            new(view, null, location, context.ReportDiagnostic, context.CancellationToken) { Exchange = exchange, Queue = queue, Service = service };
        Declarations declarations = view.Declarations(context.CancellationToken);
        foreach (ClosedCheck check in declarations.Referenced.Exchanges.Select(exchange => Check(exchange, null, null))
            .Concat(declarations.Referenced.Queues.Select(queue => Check(null, queue, null)))
            .Concat(declarations.ReferencedServices.Select(service => Check(null, null, service))))
        {
            Run(check);
        }

        foreach (ExchangeModel exchange in declarations.Referenced.Exchanges)
        {
            foreach (RouteModel route in exchange.Routes)
            {
                CheckRoute(view, exchange, route, location, context.ReportDiagnostic, context.CancellationToken);
            }
        }
    }

    private static void Run(ClosedCheck declaration)
    {
        foreach (Check<ClosedCheck> check in Table)
        {
            check.Run(declaration);
        }
    }

    private static void CheckRoute(
        TopologyView view, ExchangeModel exchange, RouteModel route, Location location, Action<Diagnostic> report,
        CancellationToken cancellationToken)
    {
        if (!view.Reachability(cancellationToken).CanReachQueue(exchange, route.Key))
        {
            string key = route.Key.Text.Length == 0 ? "the empty key" : "'" + route.Key.Text + "'";
            report(Diagnostic.Create(
                ReachabilityRules.NothingCatches,
                location,
                Remedy.ToProperties(BindingRemedies.Of(view, exchange, route.Key, cancellationToken)),
                exchange.Name,
                key,
                route.Message.Name,
                BindingRemedies.Advice(exchange, route)));
        }
        else if (route.Key is { StrayBrace: null }
            && !route.Key.Parts.Any(static part => part is { IsPlaceholder: true, Kind: PlaceholderKind.Unknown })
            && view.Reachability(cancellationToken).FindLost(exchange, route.Key, cancellationToken) is string lost)
        {
            report(Diagnostic.Create(
                ReachabilityRules.PartlyCaught,
                location,
                Remedy.ToProperties(BindingRemedies.Of(view, exchange, route.Key, cancellationToken)),
                route.Message.Name,
                exchange.Name,
                route.Key.Text,
                lost));
        }
    }
}
