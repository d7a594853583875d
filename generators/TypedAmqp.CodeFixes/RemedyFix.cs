using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;
using TypedAmqp.Generators.Analyzers;

namespace TypedAmqp.CodeFixes;

/// <summary>Carries out the remedies that a diagnostic brings along.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemedyFix))]
[Shared]
public sealed class RemedyFix() : FixOfEach(
    WellKnownFixAllProviders.BatchFixer, AnalyzerTable.Rules.Where(static rule => rule.CustomTags.Contains(Remedy.Tag))
        .Select(static rule => rule.Id))
{
    private protected override async Task RegisterAsync(CodeFixContext context, SyntaxNode root, Diagnostic diagnostic)
    {
        TextSpan span = diagnostic.Location.SourceSpan;
        if (diagnostic.Location.SourceTree != root.SyntaxTree && !root.FullSpan.Contains(span))
        {
            return;
        }

        foreach (Remedy remedy in Remedy.Read(diagnostic.Properties))
        {
            (Document Document, SyntaxNode Root, TextSpan Span)? place = remedy.Target.Length == 0
                ? (context.Document, root, span)
                : await DeclaredPlace.FindAsync(context.Document.Project, remedy.Target, context.CancellationToken).ConfigureAwait(false);
            if (place is (Document document, SyntaxNode changed, TextSpan there))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        remedy.Title, cancellation => ApplyAsync(document, changed, there, remedy, cancellation), diagnostic.Id + "." + remedy.Kind),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> ApplyAsync(
        Document document, SyntaxNode root, TextSpan span, Remedy remedy, CancellationToken cancellationToken)
    {
        SyntaxNode node = root.FindNode(span, getInnermostNodeForTie: true);
        SyntaxNode? changed = remedy.Kind switch
        {
            RemedyKind.RemoveArgument => Remove(root, node.FirstAncestorOrSelf<AttributeArgumentSyntax>()),
            RemedyKind.RemoveAttribute => Remove(root, node.FirstAncestorOrSelf<AttributeSyntax>()),
            RemedyKind.RemoveMember => Remove(root, node.FirstAncestorOrSelf<MemberDeclarationSyntax>()),
            RemedyKind.RemoveStatement => Remove(root, node.FirstAncestorOrSelf<StatementSyntax>()),
            RemedyKind.Set => Set(root, node, remedy),
            RemedyKind.AddAttribute => AddAttribute(root, node, remedy.Text),
            RemedyKind.AddAssemblyAttribute => AddAssemblyAttribute(root, remedy.Text),
            RemedyKind.Await => Await(root, node),
            RemedyKind.AddArgument => AddArgument(root, node, remedy),
            RemedyKind.Rewrite => Rewrite(root, node, remedy.Text),
            RemedyKind.ExchangeType => ExchangeType(root, node, remedy.Text),
            _ => null,
        };
        if (changed is not null)
        {
            return document.WithSyntaxRoot(changed);
        }

        SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return remedy.Kind == RemedyKind.Replace ? document.WithText(text.Replace(span, remedy.Text)) : document;
    }

    private static SyntaxNode? Remove(SyntaxNode root, SyntaxNode? node) => node switch
    {
        null => null,
        // The last argument takes the parentheses along, the last attribute its brackets.
        AttributeArgumentSyntax { Parent: AttributeArgumentListSyntax { Arguments.Count: 1 } list } =>
            root.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia),
        AttributeSyntax { Parent: AttributeListSyntax { Attributes.Count: 1 } list } => root.RemoveNode(list, SyntaxRemoveOptions.KeepExteriorTrivia),
        _ => root.RemoveNode(node, SyntaxRemoveOptions.KeepNoTrivia),
    };

    private static SyntaxNode? Set(SyntaxNode root, SyntaxNode node, Remedy remedy)
    {
        ExpressionSyntax value = SyntaxFactory.ParseExpression(remedy.Text);
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is AttributeSyntax attribute)
        {
            AttributeArgumentListSyntax list = attribute.ArgumentList ?? SyntaxFactory.AttributeArgumentList();
            AttributeArgumentSyntax? written = list.Arguments.FirstOrDefault(
                argument => argument.NameEquals?.Name.Identifier.ValueText == remedy.Name);
            AttributeArgumentListSyntax changed = written is null
                ? list.AddArguments(SyntaxFactory.AttributeArgument(SyntaxFactory.NameEquals(remedy.Name), nameColon: null, value))
                    .WithAdditionalAnnotations(Formatter.Annotation)
                : list.ReplaceNode(written.Expression, value.WithTriviaFrom(written.Expression));
            return root.ReplaceNode(attribute, attribute.WithArgumentList(changed));
        }

        if (node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is AssignmentExpressionSyntax assignment
            && assignment.Left.ToString() == remedy.Name)
        {
            return root.ReplaceNode(assignment.Right, value.WithTriviaFrom(assignment.Right));
        }

        if (node.FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not BaseObjectCreationExpressionSyntax creation)
        {
            return null;
        }

        InitializerExpressionSyntax initializer = creation.Initializer ?? SyntaxFactory.InitializerExpression(SyntaxKind.ObjectInitializerExpression);
        ExpressionSyntax? present = initializer.Expressions.OfType<AssignmentExpressionSyntax>()
            .FirstOrDefault(set => set.Left.ToString() == remedy.Name)?.Right;
        InitializerExpressionSyntax set = present is null
            ? initializer.AddExpressions(
                SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, SyntaxFactory.IdentifierName(remedy.Name), value))
            : initializer.ReplaceNode(present, value.WithTriviaFrom(present));
        return root.ReplaceNode(creation, creation.WithInitializer(set).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static SyntaxNode? AddAttribute(SyntaxNode root, SyntaxNode node, string text)
    {
        if (node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>() is not BaseTypeDeclarationSyntax declaration)
        {
            return null;
        }

        BaseTypeDeclarationSyntax parsed = (BaseTypeDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration(
            "[global::TypedAmqp." + text + "] class C;")!;
        AttributeListSyntax? beside = node.FirstAncestorOrSelf<AttributeListSyntax>() ?? declaration.AttributeLists.LastOrDefault();
        AttributeListSyntax list = parsed.AttributeLists[0].WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
        return beside is null
            ? root.ReplaceNode(declaration, declaration.AddAttributeLists(list))
            : root.InsertNodesAfter(beside, [list.WithLeadingTrivia(Indentation(beside)).WithTrailingTrivia(beside.GetTrailingTrivia())]);
    }

    private static SyntaxNode? AddAssemblyAttribute(SyntaxNode root, string text)
    {
        AttributeListSyntax list = SyntaxFactory.ParseCompilationUnit("[assembly: global::TypedAmqp." + text + "]").AttributeLists[0]
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
        return root is CompilationUnitSyntax unit ? unit.AddAttributeLists(list) : null;
    }

    private static IEnumerable<SyntaxTrivia> Indentation(SyntaxNode node) =>
        node.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));

    private static SyntaxNode? Rewrite(SyntaxNode root, SyntaxNode node, string text) =>
        node.FirstAncestorOrSelf<ExpressionSyntax>() is ExpressionSyntax expression
        ? root.ReplaceNode(expression, SyntaxFactory.ParseExpression(text).WithTriviaFrom(expression))
        : null;

    /// <summary>The type is the second argument of the attribute, or has its default.</summary>
    private static SyntaxNode? ExchangeType(SyntaxNode root, SyntaxNode node, string type)
    {
        AttributeArgumentListSyntax? list = node.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()?.AttributeLists.SelectMany(
            static list => list.Attributes)
            .FirstOrDefault(static attribute => attribute.Name.ToString().Split('.', ':').Last() is "Exchange" or "ExchangeAttribute")?
            .ArgumentList;
        if (list is null || list.Arguments.Count == 0)
        {
            return null;
        }

        ExpressionSyntax value = SyntaxFactory.ParseExpression("global::TypedAmqp." + type).WithAdditionalAnnotations(Simplifier.Annotation);
        AttributeArgumentSyntax? written = list.Arguments.Where(static argument => argument.NameEquals is null).Skip(1).FirstOrDefault();
        return written is not null
            ? root.ReplaceNode(written.Expression, value.WithTriviaFrom(written.Expression))
            : root.ReplaceNode(
                list,
                list.WithArguments(list.Arguments.Insert(1, SyntaxFactory.AttributeArgument(value))).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static SyntaxNode? AddArgument(SyntaxNode root, SyntaxNode node, Remedy remedy)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.ArgumentList is not ArgumentListSyntax list)
        {
            return null;
        }

        bool isPositional = int.TryParse(remedy.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int position);
        ArgumentSyntax argument = SyntaxFactory.Argument(SyntaxFactory.ParseExpression(remedy.Text).WithAdditionalAnnotations(Simplifier.Annotation));
        ArgumentSyntax added = isPositional ? argument : argument.WithNameColon(SyntaxFactory.NameColon(remedy.Name));
        return root.ReplaceNode(list, list.WithArguments(list.Arguments.Insert(isPositional ? position : list.Arguments.Count, added))
            .WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static SyntaxNode? Await(SyntaxNode root, SyntaxNode node)
    {
        ExpressionSyntax? call = node.FirstAncestorOrSelf<InvocationExpressionSyntax>();
        return call is null ? null : root.ReplaceNode(call, SyntaxFactory.AwaitExpression(
            SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithLeadingTrivia(call.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space),
            call.WithLeadingTrivia()));
    }
}
