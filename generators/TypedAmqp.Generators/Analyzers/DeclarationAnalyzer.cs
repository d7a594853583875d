using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Analyzers.Checks;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What one declaration, with those it refers to, shows to be wrong.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    // A new check is a row here.
    private static readonly Check<DeclarationCheck>[] Table =
    [
        new(
            NameChecks.Run,
            DeclarationRules.NameTooLong,
            DeclarationRules.ReservedName,
            DeclarationRules.DefaultExchange,
            DeclarationRules.UnknownExchangeType,
            DeclarationRules.ControlCharacter,
            DeclarationRules.MissingCapability,
            ServiceRules.PseudoQueue),
        new(ReferenceChecks.Run, DeclarationRules.UndeclaredReference, ReachabilityRules.NoSuchAlternate, DeadLetterRules.NoSuchExchange),
        new(
            KeyTemplateChecks.Run,
            KeyRules.KeyTooLong,
            KeyRules.UnknownPlaceholder,
            KeyRules.NullablePlaceholder,
            KeyRules.FormatNotSaid,
            KeyRules.WildcardPublished,
            KeyRules.UnbalancedBraces),
        new(BindingChecks.Run, KeyRules.WildcardInsideWord, KeyRules.WildcardOnDirect),
        new(ServiceChecks.Run, ServiceRules.CannotTravel, ServiceRules.NoDeadline),
        new(ServiceTwinChecks.Run, ServiceTwinChecks.Rules),
        new(BindingShapeChecks.Run, BindingShapeChecks.Rules),
        new(PublishingChecks.Run, PublishingChecks.Rules),
        new(ContractShapeChecks.Run, ContractShapeChecks.Rules),
        new(QueueArgumentChecks.Run, QueueArgumentChecks.Rules),
        new(ArgumentTwiceChecks.Run, ArgumentTwiceChecks.Rules),
        new(QueueChecks.Run, QueueChecks.Rules),
        new(DeadLetterCircleChecks.Run, DeadLetterCircleChecks.Rules),
        new(RetryChecks.Run, RetryChecks.Rules),
        new(OrderChecks.Run, OrderChecks.Rules),
        new(VirtualHostChecks.Run, VirtualHostChecks.Rules),
        new(TopologyChecks.Run, TopologyChecks.Rules),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Table.SelectMany(static check => check.Rules)];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            TopologyView view = TopologyView.Of(start.Compilation);
            BrokerVersion broker = BrokerVersion.Of(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            start.RegisterSymbolAction(context => Analyze(context, view, broker), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, TopologyView view, BrokerVersion broker)
    {
        if (context.Symbol is not INamedTypeSymbol symbol || symbol.GetAttributes().IsEmpty)
        {
            return;
        }

        DeclarationCheck declaration = new(symbol, view, broker, context.ReportDiagnostic, context.CancellationToken);
        foreach (Check<DeclarationCheck> check in Table)
        {
            check.Run(declaration);
        }
    }
}
