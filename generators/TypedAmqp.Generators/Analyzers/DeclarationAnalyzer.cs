using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>What one declaration, with those it refers to, shows to be wrong.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DeclarationRules.NameTooLong,
        DeclarationRules.ReservedName,
        DeclarationRules.DefaultExchange,
        DeclarationRules.UnknownExchangeType,
        DeclarationRules.UndeclaredReference,
        KeyRules.KeyTooLong,
        KeyRules.UnknownPlaceholder,
        KeyRules.WildcardPublished,
        KeyRules.WildcardInsideWord,
        KeyRules.WildcardOnDirect,
        KeyRules.UnbalancedBraces,
        ServiceRules.CannotTravel,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol symbol || symbol.GetAttributes().IsEmpty)
        {
            return;
        }

        DeclarationCheck check = new(symbol, context.ReportDiagnostic, context.CancellationToken);
        NameChecks.Run(check);
        ReferenceChecks.Run(check);
        KeyTemplateChecks.Run(check);
        BindingChecks.Run(check);
        ServiceChecks.Run(check);
    }
}
