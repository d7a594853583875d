using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.CodeFixes;

/// <summary>
/// Adds the methods for contracts that arrive in a queue and that its consumer does not handle (TAMQP307, or the compiler's CS0535).
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HandlerFix))]
[Shared]
public sealed class HandlerFix() : FixOfEach(all: null, ReachabilityRules.NotHandled.Id, MissingMember)
{
    private const string MissingMember = "CS0535";

    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        BaseTypeSyntax? entry = root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<BaseTypeSyntax>();
        if (model is null || entry?.Parent?.Parent is not TypeDeclarationSyntax declaration
            || Missing(model, entry, declaration, context.CancellationToken) is not { Length: > 0 } missing)
        {
            return;
        }

        ITypeSymbol[] contracts = [.. missing.Select(HandlerParser.ContractOf).OfType<ITypeSymbol>()];
        string names = string.Join(", ", contracts.Select(static contract => contract.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        context.RegisterCodeFix(
            CodeAction.Create($"Handle {names}", _ => Task.FromResult(Add(context.Document, root, declaration, missing)), nameof(HandlerFix)),
            diagnostic);
        if (CanIgnore(model, declaration, context.CancellationToken))
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Ignore {names}",
                    _ => Task.FromResult(Ignore(context.Document, root, declaration, contracts)),
                    nameof(HandlerFix) + ".Ignore"), diagnostic);
        }
    }

    /// <summary>Whether the compiler can write the other part of the handler: a class that it can name, within types that are partial.</summary>
    private static bool CanIgnore(SemanticModel model, TypeDeclarationSyntax declaration, CancellationToken cancellationToken) =>
        model.GetDeclaredSymbol(declaration, cancellationToken) is INamedTypeSymbol { TypeKind: TypeKind.Class } handler
        && TypeParser.Parse(handler).IsExtensible
        && declaration.Ancestors().OfType<TypeDeclarationSyntax>().All(static outer => outer.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>The methods of the emitted interface, each for a contract, that the handler does not have.</summary>
    private static IMethodSymbol[]? Missing(
        SemanticModel model, BaseTypeSyntax entry, TypeDeclarationSyntax declaration, CancellationToken cancellationToken)
    {
        if (model.GetTypeInfo(entry.Type, cancellationToken).Type is not INamedTypeSymbol consumer
            || !HandlerParser.IsConsumer(consumer)
            || !consumer.ContainingType.Has(MetadataNames.Queue)
            || model.GetDeclaredSymbol(declaration, cancellationToken) is not INamedTypeSymbol handler)
        {
            return null;
        }

        return
        [
            .. consumer.GetMembers(HandlerParser.Method).OfType<IMethodSymbol>()
                .Where(method => HandlerParser.ContractOf(method) is not null && handler.FindImplementationForInterfaceMember(method) is null),
        ];
    }

    private static Document Add(Document document, SyntaxNode root, TypeDeclarationSyntax declaration, IMethodSymbol[] missing)
    {
        TypeDeclarationSyntax open = declaration.SemicolonToken.IsKind(SyntaxKind.None) ? declaration : WithBody(declaration);
        return document.WithSyntaxRoot(root.ReplaceNode(declaration, open.AddMembers([.. missing.Select(Method)])));
    }

    private static Document Ignore(Document document, SyntaxNode root, TypeDeclarationSyntax declaration, ITypeSymbol[] contracts)
    {
        TypeDeclarationSyntax partial = declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? declaration : PartialFix.WithPartial(declaration);
        SyntaxTriviaList leading = partial.GetLeadingTrivia();
        SyntaxTrivia[] indentation = [.. leading.Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))];
        TypeDeclarationSyntax bare = partial.WithLeadingTrivia(indentation);
        AttributeListSyntax[] lists =
            [.. contracts.Select((contract, index) => Ignored(contract).WithLeadingTrivia(index == 0 ? leading : [.. indentation]))];
        return document.WithSyntaxRoot(root.ReplaceNode(declaration, bare.WithAttributeLists(bare.AttributeLists.InsertRange(0, lists))));
    }

    private static AttributeListSyntax Ignored(ITypeSymbol contract) =>
        ((TypeDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(
            $"[global::TypedAmqp.Ignore<{contract.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}>] class C;")!)
        .AttributeLists[0]
        .WithTrailingTrivia(SyntaxFactory.LineFeed)
        .WithAdditionalAnnotations(Simplifier.Annotation);

    private static TypeDeclarationSyntax WithBody(TypeDeclarationSyntax declaration) => (TypeDeclarationSyntax)declaration
        .WithSemicolonToken(default)
        .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken))
        .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(declaration.SemicolonToken.TrailingTrivia))
        .WithAdditionalAnnotations(Formatter.Annotation);

    private static MemberDeclarationSyntax Method(IMethodSymbol method) => SyntaxFactory.ParseMemberDeclaration(
        $"\npublic {method.ReturnType.EmittedName()} {method.Name}("
        + string.Join(
            ", ", method.Parameters.Select(static parameter => $"{parameter.Type.ToDisplayString(SymbolExtensions.EmittedFormat)} {parameter.Name}"))
        + ") => throw new global::System.NotImplementedException();\n")!
        .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
}
