using System.Collections.Immutable;
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
public sealed class PlaceholderFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [KeyRules.UnknownPlaceholder.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(KeyTemplateChecks.Suggestion, out string? property) && property is not null
                && Name(text, diagnostic.Location.SourceSpan) is TextSpan name)
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Change to '{{{property}}}'", _ => Task.FromResult(context.Document.WithText(text.Replace(name, property))), nameof(PlaceholderFix)),
                    diagnostic);
            }
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
