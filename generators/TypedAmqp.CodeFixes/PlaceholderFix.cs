using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Generators.Analyzers;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.CodeFixes;

/// <summary>Replaces a placeholder that is no property by the property that was meant (TAMQP202).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PlaceholderFix))]
[Shared]
public sealed class PlaceholderFix() : FixOfEach(WellKnownFixAllProviders.BatchFixer, KeyRules.UnknownPlaceholder.Id)
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        if (diagnostic.Properties.TryGetValue(KeyTemplateChecks.Suggestion, out string? property) && property is not null
            && Name(text, diagnostic.Location.SourceSpan) is TextSpan name)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Change to '{{{property}}}'",
                    _ => Task.FromResult(context.Document.WithText(text.Replace(name, property))),
                    nameof(PlaceholderFix)),
                diagnostic);
        }
    }

    /// <summary>The name between the braces; null when the key is not written as a literal here.</summary>
    private static TextSpan? Name(SourceText text, TextSpan placeholder)
    {
        string written = text.ToString(placeholder);
        int end = written.IndexOfAny([':', '}']);
        return written.StartsWith("{", StringComparison.Ordinal) && end > 1 ? new TextSpan(placeholder.Start + 1, end - 1) : null;
    }
}
