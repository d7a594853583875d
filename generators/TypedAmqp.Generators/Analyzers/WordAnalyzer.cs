using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The words that members of enums become, by <c>[Word]</c>: TAMQP204, 206 and 211, inside the literal.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WordAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        [KeyRules.SeveralWords, KeyRules.WildcardPublished, KeyRules.UnbalancedBraces];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.Field);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol.Attribute(MetadataNames.Word) is not AttributeReader attribute)
        {
            return;
        }

        foreach ((string word, ExpressionSyntax expression) in AttributeExpressions.Strings(attribute.Data, context.CancellationToken).Take(1))
        {
            if (word.Length == 0)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    KeyRules.UnbalancedBraces,
                    expression.GetLocation(),
                    "There is nothing between the quotes: a member of an enum is one word of a key, which is not empty"));
            }

            for (int position = 0; position < word.Length; position++)
            {
                Location Here() => LiteralLocation.Of(expression, position, 1);
                switch (word[position])
                {
                    case '.':
                        context.ReportDiagnostic(Diagnostic.Create(KeyRules.SeveralWords, Here(), word));
                        break;
                    case '*' or '#':
                        context.ReportDiagnostic(Diagnostic.Create(KeyRules.WildcardPublished, Here(), word[position]));
                        break;
                }
            }
        }
    }
}
