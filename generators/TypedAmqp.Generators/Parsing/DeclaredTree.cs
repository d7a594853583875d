using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// A file as far as declarations go: what is in the bodies of methods changes no declaration, nor do comments. It is read once for each version of a file, so that an
/// edit reads the one that is edited.
/// </summary>
internal sealed class DeclaredTree : CSharpSyntaxWalker
{
    private static readonly ConditionalWeakTable<SyntaxTree, DeclaredTree> Known = new();

    private readonly CancellationToken _cancellationToken;
    private readonly List<TypeDeclarationSyntax> _attributed = [];
    private Fingerprint _fingerprint = Fingerprint.Empty;

    private DeclaredTree(SyntaxTree tree, CancellationToken cancellationToken)
        : base(SyntaxWalkerDepth.Token)
    {
        _cancellationToken = cancellationToken;
        SyntaxNode root = tree.GetRoot(cancellationToken);
        Visit(root);
        if (root.ContainsDirectives)
        {
            // #nullable changes what types mean.
            foreach (SyntaxTrivia directive in root.DescendantTrivia().Where(static trivia => trivia.IsDirective))
            {
                _fingerprint = _fingerprint.With(directive.ToString());
            }
        }
    }

    /// <summary>The same for two versions that declare the same.</summary>
    public Fingerprint Fingerprint => _fingerprint;

    /// <summary>The types with attributes, in the order of lines.</summary>
    public IReadOnlyList<TypeDeclarationSyntax> Attributed => _attributed;

    public static DeclaredTree Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        Known.TryGetValue(tree, out DeclaredTree? known) ? known : Known.GetValue(tree, tree => new DeclaredTree(tree, cancellationToken));

    /// <inheritdoc/>
    public override void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax:
                // That there is one is part of the declaration: it tells a default implementation from a method to be implemented.
                _fingerprint = _fingerprint.With("{}");
                return;
            case TypeDeclarationSyntax { AttributeLists.Count: > 0 } type:
                _cancellationToken.ThrowIfCancellationRequested();
                _attributed.Add(type);
                break;
        }

        base.Visit(node);
    }

    /// <inheritdoc/>
    public override void VisitToken(SyntaxToken token) => _fingerprint = _fingerprint.With(token.Text);
}
