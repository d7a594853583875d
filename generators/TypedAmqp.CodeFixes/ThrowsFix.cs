using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using TypedAmqp.Generators.Analyzers.Usage;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.CodeFixes;

/// <summary>
/// Declares a fault on the method of the service whose implementation throws it, where that is written in the solution and sees the fault's type
/// (TAMQP612).
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ThrowsFix))]
[Shared]
public sealed class ThrowsFix() : FixOfEach(all: null, ServiceRules.UndeclaredFault.Id)
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is SemanticModel model
            && diagnostic.Properties.TryGetValue(FaultChecks.Method, out string? id) && id is not null
            && DocumentationCommentId.GetFirstSymbolForDeclarationId(id, model.Compilation)
                is IMethodSymbol { DeclaringSyntaxReferences: [SyntaxReference reference, ..] } method
            && context.Document.Project.Solution.GetDocument(reference.SyntaxTree) is Document document
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
                .FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is { } creation
            && model.GetTypeInfo(creation, context.CancellationToken).Type is INamedTypeSymbol { TypeArguments: [ITypeSymbol fault] }
            && IsSeenFrom(method.ContainingModule, fault))
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Declare it: [Throws<{fault.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}>] on '{method.ContainingType.Name}.{method.Name}'",
                    cancellation => DeclareAsync(document, reference, fault, cancellation),
                    nameof(ThrowsFix)),
                diagnostic);
        }
    }

    private static bool IsSeenFrom(IModuleSymbol module, ITypeSymbol fault) => fault.ContainingAssembly is not IAssemblySymbol assembly
        || SymbolEqualityComparer.Default.Equals(module.ContainingAssembly, assembly)
        || module.ReferencedAssemblySymbols.Contains(assembly, SymbolEqualityComparer.Default);

    private static async Task<Document> DeclareAsync(
        Document document, SyntaxReference reference, ITypeSymbol fault, CancellationToken cancellationToken)
    {
        DocumentEditor editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        AttributeSyntax throws = SyntaxFactory.Attribute(SyntaxFactory.ParseName($"global::TypedAmqp.Throws<{fault.EmittedName()}>"))
            .WithAdditionalAnnotations(Simplifier.Annotation);
        editor.AddAttribute(
            await reference.GetSyntaxAsync(cancellationToken).ConfigureAwait(false),
            SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(throws)).WithAdditionalAnnotations(Formatter.Annotation));
        return editor.GetChangedDocument();
    }
}
