using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Rename;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.CodeFixes;

/// <summary>Gives another name to what collides with emitted code (TAMQP012): in C#, or on the wire for a method of a service.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NameFix))]
[Shared]
public sealed class NameFix() : FixOfEach(all: null, DeclarationRules.MembersCollide.Id)
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        SemanticModel? model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not MemberDeclarationSyntax member
            || model?.GetDeclaredSymbol(member, context.CancellationToken) is not ISymbol symbol)
        {
            return;
        }

        if (symbol is IMethodSymbol { ContainingType: INamedTypeSymbol service } method && service.Has(MetadataNames.RpcService))
        {
            string name = WireName(method, service);
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Call it '{name}' on the wire",
                    _ => Task.FromResult(OnTheWire(context.Document, root, member, name)),
                    nameof(NameFix) + ".Wire"),
                diagnostic);
        }
        else
        {
            string name = symbol.ContainingType is null ? "My" + symbol.Name : symbol.ContainingType.Name + symbol.Name;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Rename '{symbol.Name}' to '{name}'",
                    cancellation => Renamer.RenameSymbolAsync(
                        context.Document.Project.Solution, symbol, new SymbolRenameOptions(), name, cancellation),
                    nameof(NameFix)),
                diagnostic);
        }
    }

    /// <summary>The first name with a number that no method of the service has.</summary>
    private static string WireName(IMethodSymbol method, INamedTypeSymbol service)
    {
        const string suffix = "Async";
        string name = method.Name.EndsWith(suffix, StringComparison.Ordinal)
            ? method.Name.Substring(0, method.Name.Length - suffix.Length)
            : method.Name;
        string[] taken = [.. RpcServiceParser.MethodsOf(service).Select(static other => RpcServiceParser.WireNameOf(other, ""))];
        int number = 2;
        while (taken.Any(other => other.EndsWith(name + number, StringComparison.Ordinal)))
        {
            number++;
        }

        return name + number;
    }

    private static Document OnTheWire(Document document, SyntaxNode root, MemberDeclarationSyntax method, string name)
    {
        string attribute = $"[global::TypedAmqp.RpcMethod({SymbolDisplay.FormatLiteral(name, quote: true)})]";
        AttributeListSyntax list = SyntaxFactory.ParseMemberDeclaration(attribute + " void M();")!.AttributeLists[0];
        MemberDeclarationSyntax named = method.WithoutLeadingTrivia();
        MemberDeclarationSyntax changed = named
            .WithAttributeLists(named.AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.Space)))
            .WithLeadingTrivia(method.GetLeadingTrivia())
            .WithAdditionalAnnotations(Microsoft.CodeAnalysis.Simplification.Simplifier.Annotation, Formatter.Annotation);
        return document.WithSyntaxRoot(root.ReplaceNode(method, changed));
    }
}
