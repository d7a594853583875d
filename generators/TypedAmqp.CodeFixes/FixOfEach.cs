using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace TypedAmqp.CodeFixes;

/// <summary>A fix that looks at each diagnostic by itself.</summary>
public abstract class FixOfEach : CodeFixProvider
{
    private readonly FixAllProvider? _all;

    /// <param name="all">
    /// What applies it in many places at once; null for a fix that cannot be: one application mends all there is, or several lead to one place, where
    /// edits do not merge.
    /// </param>
    /// <param name="ids">The diagnostics that it fixes.</param>
    private protected FixOfEach(FixAllProvider? all, params IEnumerable<string> ids)
    {
        _all = all;
        FixableDiagnosticIds = [.. ids];
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; }

    /// <inheritdoc/>
    public sealed override FixAllProvider? GetFixAllProvider() => _all;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is SyntaxNode root)
        {
            foreach (Diagnostic diagnostic in context.Diagnostics)
            {
                await RegisterAsync(context, root, diagnostic).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Registers what there is for a diagnostic.</summary>
    private protected abstract Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic);
}
