using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>One exchange or queue that two classes declare differently: TAMQP004, on the later one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DeclarationRules.DeclaredDifferently];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            TopologyView view = TopologyView.Of(start.Compilation);
            start.RegisterSymbolAction(context => Analyze(context, view), SymbolKind.NamedType);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, TopologyView view)
    {
        INamedTypeSymbol symbol = (INamedTypeSymbol)context.Symbol;
        CancellationToken cancellation = context.CancellationToken;
        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Exchange).Take(1))
        {
            if (view.Exchange(symbol, cancellation) is { External: false, Name.Length: > 0 } here)
            {
                Declarations all = view.Declarations(cancellation);
                IEnumerable<(string, Difference?)> others = Earlier(all.Referenced.Exchanges, all.Own.Exchanges, here, static exchange => exchange.Type)
                    .Where(there => !there.External && there.Name == here.Name)
                    .Select(there => (there.Type.Name, Difference.Between(here, there)));
                Report(context, attribute.Data, "exchange", here.Name, others);
            }
        }

        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Queue).Take(1))
        {
            if (view.Queue(symbol, cancellation) is { External: false, Name.Length: > 0 } here)
            {
                Declarations all = view.Declarations(cancellation);
                IEnumerable<(string, Difference?)> others = Earlier(all.Referenced.Queues, all.Own.Queues, here, static queue => queue.Type)
                    .Where(there => !there.External && there.Name == here.Name)
                    .Select(there => (there.Type.Name, Difference.Between(here, there)));
                Report(context, attribute.Data, "queue", here.Name, others);
            }
        }
    }

    private static IEnumerable<T> Earlier<T>(EquatableArray<T> referenced, EquatableArray<T> own, T here, Func<T, TypeModel> typeOf)
        where T : IEquatable<T> => referenced.Concat(own.TakeWhile(there => typeOf(there).FullName != typeOf(here).FullName));

    private static void Report(
        SymbolAnalysisContext context, AttributeData attribute, string what, string name, IEnumerable<(string Type, Difference? Difference)> others)
    {
        foreach ((string type, Difference? difference) in others)
        {
            if (difference is not null)
            {
                ExpressionSyntax? place = AttributeExpressions.Named(attribute, difference.Argument, context.CancellationToken)
                    ?? AttributeExpressions.Parameter(attribute, difference.Argument, context.CancellationToken)
                    ?? AttributeExpressions.Strings(attribute, context.CancellationToken).Select(static item => item.Expression).FirstOrDefault();
                context.ReportDiagnostic(Diagnostic.Create(
                    DeclarationRules.DeclaredDifferently,
                    place?.GetLocation() ?? AttributeExpressions.Whole(attribute, context.CancellationToken),
                    what,
                    name,
                    type,
                    difference.Property,
                    difference.Here,
                    difference.There));
                return;
            }
        }
    }
}
