using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>One exchange or queue that two classes declare, or two of nearly one name: TAMQP004, 005 and 008, on the later one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DuplicateAnalyzer : DiagnosticAnalyzer
{
    // A retry becomes queues and exchanges with names of their own.
    private const string OfRetry = "the [Retry] of ";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [DeclarationRules.DeclaredDifferently, DeclarationRules.DeclaredTwice, DeclarationRules.NearlyOneName];

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
                IEnumerable<(string, Difference?)> others = Earlier(
                    all.Referenced.Exchanges, all.Own.Exchanges, here, static exchange => exchange.Type)
                    .Where(there => !there.External && there.Name == here.Name && there.VirtualHost == here.VirtualHost)
                    .Select(there => (there.Type.Name, Difference.Between(here, there)))
                    .Concat(view.Lowered(cancellation).Exchanges
                        .Where(there => there.Name == here.Name && there.VirtualHost == here.VirtualHost)
                        .Select(there => (OfRetry + there.Type.Name, Difference.Between(here, there))));
                Report(context, attribute, "exchange", here.Name, others);
                ReportSimilar(
                    context,
                    attribute,
                    "exchange",
                    here.Name,
                    Earlier(all.Referenced.Exchanges, all.Own.Exchanges, here, static exchange => exchange.Type).Select(static there => there.Name));
            }
        }

        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Queue).Take(1))
        {
            if (view.Queue(symbol, cancellation) is { External: false, Name.Length: > 0 } here)
            {
                Declarations all = view.Declarations(cancellation);
                IEnumerable<(string, Difference?)> others = Earlier(all.Referenced.Queues, all.Own.Queues, here, static queue => queue.Type)
                    .Where(there => !there.External && there.Name == here.Name && there.VirtualHost == here.VirtualHost)
                    .Select(there => (there.Type.Name, Difference.Between(here, there)))
                    .Concat(view.Lowered(cancellation).Queues
                        .Where(there => there.Name == here.Name && there.VirtualHost == here.VirtualHost)
                        .Select(there => (OfRetry + there.Type.Name, Difference.Between(here, there))));
                Report(context, attribute, "queue", here.Name, others);
                ReportSimilar(
                    context,
                    attribute,
                    "queue",
                    here.Name,
                    Earlier(all.Referenced.Queues, all.Own.Queues, here, static queue => queue.Type).Select(static there => there.Name));
            }
        }
    }

    private static IEnumerable<T> Earlier<T>(EquatableArray<T> referenced, EquatableArray<T> own, T here, Func<T, TypeModel> typeOf)
        where T : IEquatable<T> => referenced.Concat(own.TakeWhile(there => typeOf(there).FullName != typeOf(here).FullName));

    private static void Report(
        SymbolAnalysisContext context, AttributeReader reader, string what, string name,
        IEnumerable<(string Type, Difference? Difference)> declarations)
    {
        AttributeData attribute = reader.Data;
        (string Type, Difference? Difference)[] others = [.. declarations];
        if (others.Length > 0 && others.All(static other => other.Difference is null))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DeclarationRules.DeclaredTwice,
                ArgumentPlace.Name(reader, context.CancellationToken),
                Remedy.ToProperties(Remedy.Set("External", "true")),
                what,
                name,
                others[0].Type));
        }

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
                    Remedy.ToProperties(Align(reader, difference)),
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

    /// <summary>What makes this declaration equal to the other, where a property says it.</summary>
    private static Remedy[] Align(AttributeReader attribute, Difference difference)
    {
        if (attribute.Data.AttributeClass?.GetMembers(difference.Argument)
            .OfType<IPropertySymbol>()
            .Any(static property => property.SetMethod is not null) != true)
        {
            return [];
        }

        if (difference.There == Difference.Absent)
        {
            return attribute.Has(difference.Argument) ? [Remedy.RemoveArgument(difference.Argument)] : [];
        }

        bool isLiteral = difference.There is "true" or "false"
            || long.TryParse(difference.There, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return isLiteral ? [Remedy.Set(difference.Argument, difference.There)] : [];
    }

    private static void ReportSimilar(SymbolAnalysisContext context, AttributeReader attribute, string what, string name, IEnumerable<string> others)
    {
        if (others.FirstOrDefault(other => other != name && NearestName.IsNearly(other, name)) is string similar)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DeclarationRules.NearlyOneName,
                ArgumentPlace.Name(attribute, context.CancellationToken),
                Remedy.ToProperties(Remedy.Replace(SymbolDisplay.FormatLiteral(similar, quote: true))),
                what,
                name,
                similar));
        }
    }
}
