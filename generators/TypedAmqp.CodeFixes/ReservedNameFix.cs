using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Generators.Diagnostics;

namespace TypedAmqp.CodeFixes;

/// <summary>Takes the reserved beginning off a name, or says that the entity is the broker's own (TAMQP002).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReservedNameFix))]
[Shared]
public sealed class ReservedNameFix() : FixOfEach(WellKnownFixAllProviders.BatchFixer, DeclarationRules.ReservedName.Id)
{
    private const string Reserved = "amq.";

    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        Document document = context.Document;
        SourceText text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        TextSpan span = diagnostic.Location.SourceSpan;
        if (text.ToString(span) == Reserved)
        {
            context.RegisterCodeFix(
                CodeAction.Create("Remove 'amq.'", _ => Task.FromResult(document.WithText(text.Replace(span, ""))), nameof(ReservedNameFix)),
                diagnostic);
        }

        if (root.FindNode(span).FirstAncestorOrSelf<AttributeSyntax>() is { ArgumentList: AttributeArgumentListSyntax arguments })
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    "It is the broker's own: External = true",
                    _ => Task.FromResult(MakeExternal(document, root, arguments)),
                    nameof(ReservedNameFix) + ".External"),
                diagnostic);
        }
    }

    private static Document MakeExternal(Document document, SyntaxNode root, AttributeArgumentListSyntax arguments)
    {
        AttributeArgumentSyntax external = SyntaxFactory.AttributeArgument(
            SyntaxFactory.NameEquals("External"), nameColon: null, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));

        // It may be there already, as false.
        AttributeArgumentListSyntax others = arguments.WithArguments(
            SyntaxFactory.SeparatedList(arguments.Arguments.Where(static argument => argument.NameEquals?.Name.Identifier.ValueText != "External")));
        return document.WithSyntaxRoot(root.ReplaceNode(arguments, others.AddArguments(external).WithAdditionalAnnotations(Formatter.Annotation)));
    }
}
