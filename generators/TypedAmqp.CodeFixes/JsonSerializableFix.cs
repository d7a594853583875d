using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using TypedAmqp.Generators.Analyzers;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.CodeFixes;

/// <summary>Makes a contract known to the <c>JsonSerializerContext</c> (TAMQP214), wherever in the solution that is written.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(JsonSerializableFix))]
[Shared]
public sealed class JsonSerializableFix() : FixOfEach(all: null, ContractRules.NotInJsonContext.Id)
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        Compilation? compilation = await context.Document.Project.GetCompilationAsync(context.CancellationToken).ConfigureAwait(false);
        if (diagnostic.Properties.TryGetValue(ContractAnalyzer.Contract, out string? contract) && contract is not null
            && diagnostic.Properties.TryGetValue(ContractAnalyzer.Context, out string? name) && name is not null
            && Place(context.Document.Project.Solution, compilation, name) is SyntaxReference reference)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    "Add [JsonSerializable]",
                    cancellation => AddAsync(context.Document.Project.Solution, reference, contract, cancellation),
                    nameof(JsonSerializableFix)),
                diagnostic);
        }
    }

    /// <summary>Where the context is written by hand.</summary>
    private static SyntaxReference? Place(Solution solution, Compilation? compilation, string context) => compilation is null ? null
        : JsonContext.Of(compilation.Assembly).Values
        .FirstOrDefault(known => known.Symbol.EmittedName() == context)?.Symbol.DeclaringSyntaxReferences
        .FirstOrDefault(part => solution.GetDocument(part.SyntaxTree) is Document document && document is not SourceGeneratedDocument);

    private static async Task<Solution> AddAsync(Solution solution, SyntaxReference reference, string contract, CancellationToken cancellationToken)
    {
        SyntaxNode root = await reference.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false);
        if (await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false) is not ClassDeclarationSyntax declaration
            || solution.GetDocumentId(reference.SyntaxTree) is not DocumentId document)
        {
            return solution;
        }

        SyntaxTrivia lineEnd = root.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        AttributeListSyntax list = ((ClassDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(
            $"[global::System.Text.Json.Serialization.JsonSerializable(typeof({contract}))] class C;")!)
            .AttributeLists[0]
            .WithTrailingTrivia(lineEnd.IsKind(SyntaxKind.None) ? SyntaxFactory.LineFeed : lineEnd)
            .WithAdditionalAnnotations(Simplifier.Annotation);

        // Before the others: it takes comments and documentation along, and leaves them their indentation.
        SyntaxTriviaList leading = declaration.GetLeadingTrivia();
        ClassDeclarationSyntax bare = declaration.WithLeadingTrivia(
            leading.Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        SyntaxNode changed = bare.WithAttributeLists(bare.AttributeLists.Insert(0, list.WithLeadingTrivia(leading)));
        return solution.WithDocumentSyntaxRoot(document, root.ReplaceNode(declaration, changed));
    }
}
