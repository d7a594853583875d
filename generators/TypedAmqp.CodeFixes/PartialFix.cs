using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.CodeFixes;

/// <summary>
/// Makes a class partial that the compiler must write on (TAMQP013). It is offered for the compiler's own word for it too (CS0260), as editors do not
/// offer fixes for what a generator reports.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PartialFix))]
[Shared]
public sealed class PartialFix() : FixOfEach(WellKnownFixAllProviders.BatchFixer, DeclarationRules.CannotBeExtended.Id, MissingPartial)
{
    private const string MissingPartial = "CS0260";

    private protected override Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is TypeDeclarationSyntax declaration
            && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Make '{declaration.Identifier.ValueText}' partial",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(declaration, WithPartial(declaration)))),
                    nameof(PartialFix)),
                diagnostic);
        }

        return Task.CompletedTask;
    }

    /// <summary>The declaration with the keyword.</summary>
    internal static T WithPartial<T>(T declaration)
        where T : TypeDeclarationSyntax
    {
        // Without another modifier, comments and attributes' line ends hang on the keyword that comes next.
        bool isFirst = declaration.Modifiers.Count == 0;
        SyntaxToken keyword = declaration.Keyword;
        SyntaxToken partial = SyntaxFactory.Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        return (T)(isFirst
            ? declaration.WithKeyword(keyword.WithLeadingTrivia()).AddModifiers(partial.WithLeadingTrivia(keyword.LeadingTrivia))
            : declaration.AddModifiers(partial));
    }
}
