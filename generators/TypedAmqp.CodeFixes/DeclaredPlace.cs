using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace TypedAmqp.CodeFixes;

/// <summary>Finds where a declaration is written by hand, anywhere in the solution.</summary>
internal static class DeclaredPlace
{
    /// <param name="project">The project that knows the type.</param>
    /// <param name="type">The type, as emitted code names it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The part of the type that has attributes, by its identifier; null when it is not written in the solution.</returns>
    public static async Task<(Document Document, SyntaxNode Root, TextSpan Span)?> FindAsync(
        Project project, string type, CancellationToken cancellationToken)
    {
        Compilation? compilation = await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false);
        if (compilation is null)
        {
            return null;
        }

        foreach (SyntaxReference part in DocumentationCommentId.GetSymbolsForDeclarationId("T:" + type.Replace("global::", ""), compilation)
            .SelectMany(static symbol => symbol.DeclaringSyntaxReferences))
        {
            if (project.Solution.GetDocument(part.SyntaxTree) is Document document and not SourceGeneratedDocument
                && await part.GetSyntaxAsync(cancellationToken).ConfigureAwait(false)
                    is BaseTypeDeclarationSyntax { AttributeLists.Count: > 0 } declaration)
            {
                return (document, await part.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false), declaration.Identifier.Span);
            }
        }

        return null;
    }
}
