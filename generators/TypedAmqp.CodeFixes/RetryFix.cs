using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Generators.Analyzers.Usage;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.CodeFixes;

/// <summary>
/// Lets a message wait for its next attempt instead of coming back at once: the handler asks for that, and the queue says when and how often
/// (TAMQP407).
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RetryFix))]
[Shared]
public sealed class RetryFix() : FixOfEach(all: null, DeadLetterRules.AlwaysRequeues.Id)
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        (Document Document, SyntaxNode Root, TextSpan Span)? queue = diagnostic.Properties.TryGetValue(SettlingChecks.Queue, out string? type)
            && type is not null
            ? await DeclaredPlace.FindAsync(context.Document.Project, type, context.CancellationToken).ConfigureAwait(false)
            : null;
        bool hasRetry = !diagnostic.Properties.ContainsKey(SettlingChecks.LacksRetry);
        if (hasRetry || queue is not null)
        {
            (DocumentId, TextSpan)? declared = hasRetry ? null : (queue!.Value.Document.Id, queue.Value.Span);
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Try again later: [Retry] and RetryAsync",
                    cancellation => RetryAsync(context.Document, diagnostic.Location.SourceSpan, declared, cancellation),
                    nameof(RetryFix)),
                diagnostic);
        }
    }

    private static async Task<Solution> RetryAsync(
        Document document, TextSpan call, (DocumentId Document, TextSpan Span)? queue, CancellationToken cancellationToken)
    {
        SolutionEditor solution = new(document.Project.Solution);
        DocumentEditor here = await solution.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false);
        SyntaxNode requeue = here.OriginalRoot.FindNode(call);
        here.ReplaceNode(requeue, SyntaxFactory.IdentifierName("RetryAsync").WithTriviaFrom(requeue));
        if (queue is (DocumentId id, TextSpan span))
        {
            DocumentEditor there = await solution.GetDocumentEditorAsync(id, cancellationToken).ConfigureAwait(false);
            AttributeSyntax retry = SyntaxFactory.Attribute(SyntaxFactory.ParseName("global::TypedAmqp.Retry"))
                .WithAdditionalAnnotations(Simplifier.Annotation);
            there.AddAttribute(
                there.OriginalRoot.FindNode(span).FirstAncestorOrSelf<TypeDeclarationSyntax>()!,
                SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(retry)));
        }

        return solution.GetChangedSolution();
    }
}
