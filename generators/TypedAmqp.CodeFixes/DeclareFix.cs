using System.Composition;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.CodeFixes;

/// <summary>Makes a class that is referred to a declaration of an exchange, wherever in the solution it is written (TAMQP009, 312 and 401).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeclareFix))]
[Shared]
public sealed class DeclareFix() : FixOfEach(
    all: null, DeclarationRules.UndeclaredReference.Id, ReachabilityRules.NoSuchAlternate.Id, DeadLetterRules.NoSuchExchange.Id)
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeSyntax>() is TypeSyntax written
            && model?.GetTypeInfo(written, context.CancellationToken).Type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsGenericType: false } type
            && type.DeclaringSyntaxReferences.FirstOrDefault() is SyntaxReference reference
            && context.Document.Project.Solution.GetDocument(reference.SyntaxTree) is Document document)
        {
            foreach (string kind in new[] { "", ", External = true" })
            {
                string attribute = $"Exchange(\"{Kebab(type.Name)}\"{kind})";
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Mark '{type.Name}' with [{attribute}]",
                        cancellation => DeclareAsync(document, reference, attribute, cancellation),
                        nameof(DeclareFix) + kind),
                    diagnostic);
            }
        }
    }

    private static async Task<Solution> DeclareAsync(
        Document document, SyntaxReference reference, string attribute, CancellationToken cancellationToken)
    {
        SyntaxNode root = await reference.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        ClassDeclarationSyntax declaration = (ClassDeclarationSyntax)await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
        AttributeListSyntax list = ((ClassDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[global::TypedAmqp.{attribute}] class C;")!)
            .AttributeLists[0]
            .WithTrailingTrivia(SyntaxFactory.LineFeed)
            .WithAdditionalAnnotations(Simplifier.Annotation);
        ClassDeclarationSyntax partial = declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? declaration : PartialFix.WithPartial(declaration);
        SyntaxTriviaList leading = partial.GetLeadingTrivia();
        ClassDeclarationSyntax bare = partial.WithLeadingTrivia(
            leading.Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        ClassDeclarationSyntax changed = bare.WithAttributeLists(bare.AttributeLists.Insert(0, list.WithLeadingTrivia(leading)))
            .WithAdditionalAnnotations(Formatter.Annotation);
        return document.Project.Solution.WithDocumentSyntaxRoot(document.Id, root.ReplaceNode(declaration, changed));
    }

    /// <summary>A class's name as names on brokers are written: <c>FailedOrders</c> becomes <c>failed-orders</c>.</summary>
    private static string Kebab(string name)
    {
        StringBuilder text = new();
        foreach (char character in name)
        {
            if (char.IsUpper(character) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
