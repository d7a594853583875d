using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedAmqp.Generators.Parsing;

/// <summary>
/// A file as far as declarations go: what is in the bodies of methods changes no declaration, nor do comments. It is read once for each version of a
/// file, so that an edit reads the one that is edited.
/// </summary>
internal sealed class DeclaredTree : CSharpSyntaxWalker
{
    private static readonly ConditionalWeakTable<SyntaxTree, DeclaredTree> Known = new();

    private readonly CancellationToken _cancellationToken;
    private readonly List<DeclaredType> _types = [];
    private readonly List<string> _namespaces = [];

    // What every type of the file depends on: its usings, and directives before it (#nullable changes what types mean).
    private readonly List<string> _usings = [];
    private Fingerprint _context = Fingerprint.Empty;
    private Fingerprint _fingerprint = Fingerprint.Empty;

    // What is being read: an outermost type, or what concerns the whole assembly.
    private DeclaredPart.Builder? _part;
    private string _path = "";
    private bool _isFileLocal;

    private DeclaredTree(SyntaxTree tree, CancellationToken cancellationToken)
        : base(SyntaxWalkerDepth.Token)
    {
        _cancellationToken = cancellationToken;
        IsOwn = tree.FilePath.IndexOf(typeof(TopologyGenerator).FullName, StringComparison.Ordinal) >= 0;
        if (!IsOwn)
        {
            Visit(tree.GetRoot(cancellationToken));
        }
    }

    /// <summary>The same for two versions that declare the same.</summary>
    public Fingerprint Fingerprint => _fingerprint;

    /// <summary>Whether the generator wrote it. What it wrote follows from the declarations, and is not read.</summary>
    public bool IsOwn { get; }

    /// <summary>The types, those inside of others after them, in the order of lines.</summary>
    public IReadOnlyList<DeclaredType> Types => _types;

    /// <summary>What the file says to the whole assembly: global usings, and attributes of the assembly; null if nothing.</summary>
    public DeclaredPart? Surroundings { get; private set; }

    /// <summary>The names of its namespaces.</summary>
    public IReadOnlyList<string> Namespaces => _namespaces;

    public static DeclaredTree Of(SyntaxTree tree, CancellationToken cancellationToken) =>
        Known.TryGetValue(tree, out DeclaredTree? known) ? known : Known.GetValue(tree, tree => new DeclaredTree(tree, cancellationToken));

    /// <inheritdoc/>
    public override void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case BlockSyntax or ArrowExpressionClauseSyntax or GlobalStatementSyntax:
                // That there is one is part of the declaration: it tells a default implementation from a method to be implemented.
                Add("{}");
                AddDirectives(node.ContainsDirectives ? node.DescendantTrivia() : []);
                break;
            case BaseTypeDeclarationSyntax type:
                VisitType(type, type.Identifier, (type as TypeDeclarationSyntax)?.Arity ?? 0);
                break;
            case DelegateDeclarationSyntax type:
                VisitType(type, type.Identifier, type.Arity);
                break;
            default:
                base.Visit(node);
                break;
        }
    }

    /// <inheritdoc/>
    public override void VisitCompilationUnit(CompilationUnitSyntax node)
    {
        DeclaredPart.Builder surroundings = new(Fingerprint.Empty);
        foreach (UsingDirectiveSyntax directive in node.Usings.Where(static directive => directive.GlobalKeyword.RawKind != 0))
        {
            surroundings.Add(directive.ToString());
            foreach (string name in NamesIn(directive))
            {
                surroundings.Mention(name);
                surroundings.Derive(name);
            }

            if (directive.Alias is NameEqualsSyntax alias)
            {
                surroundings.Declare(alias.Name.Identifier.ValueText);
            }
        }

        foreach (AttributeListSyntax list in node.AttributeLists)
        {
            surroundings.Add(list.ToString());
            foreach (SimpleNameSyntax name in list.DescendantNodes(static inside => inside is not TypeOfExpressionSyntax).OfType<SimpleNameSyntax>())
            {
                // What a type is that an attribute only names does not matter to the assembly.
                surroundings.Mention(name.Identifier.ValueText);
            }
        }

        // What a name in an attribute means also depends on the usings of its own file.
        UsingDirectiveSyntax[] own = node.AttributeLists.Count == 0
            ? []
            : [.. node.Usings.Where(static directive => directive.GlobalKeyword.RawKind == 0)];
        foreach (UsingDirectiveSyntax directive in own)
        {
            surroundings.Add(directive.ToString());
        }

        Surroundings = node.AttributeLists.Count > 0 || node.Usings.Any(static directive => directive.GlobalKeyword.RawKind != 0)
            ? surroundings.Build([.. own.SelectMany(NamesIn)])
            : null;
        base.VisitCompilationUnit(node);
    }

    /// <inheritdoc/>
    public override void VisitExternAliasDirective(ExternAliasDirectiveSyntax node)
    {
        _context = _context.With(node.ToString());
        base.VisitExternAliasDirective(node);
    }

    /// <inheritdoc/>
    public override void VisitUsingDirective(UsingDirectiveSyntax node)
    {
        _context = _context.With(node.ToString());
        if (node.GlobalKeyword.RawKind == 0)
        {
            _usings.AddRange(NamesIn(node));
        }

        base.VisitUsingDirective(node);
    }

    /// <inheritdoc/>
    public override void VisitNamespaceDeclaration(NamespaceDeclarationSyntax node)
    {
        string path = Enter(node);
        int usings = _usings.Count;
        base.VisitNamespaceDeclaration(node);
        _usings.RemoveRange(usings, _usings.Count - usings);
        _path = path;
        _context = _context.With("}");
    }

    /// <inheritdoc/>
    public override void VisitFileScopedNamespaceDeclaration(FileScopedNamespaceDeclarationSyntax node)
    {
        Enter(node);
        base.VisitFileScopedNamespaceDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitToken(SyntaxToken token)
    {
        if (token.ContainsDirectives)
        {
            AddDirectives(token.LeadingTrivia);
        }

        Add(token.Text);
        if (_part is not null && token.Parent is SimpleNameSyntax name)
        {
            SyntaxNode outer = name.Parent is QualifiedNameSyntax qualified && qualified.Right == name ? qualified
                : name.Parent is AliasQualifiedNameSyntax aliased && aliased.Name == name ? aliased
                : name;
            if (outer.Parent is BaseTypeSyntax && token == name.Identifier)
            {
                _part.Derive(token.ValueText);
            }
            else
            {
                _part.Mention(token.ValueText);
            }
        }
    }

    private void VisitType(MemberDeclarationSyntax node, SyntaxToken identifier, int arity)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        bool isOutermost = _part is null;
        bool wasFileLocal = _isFileLocal;
        string path = _path;
        int first = _types.Count;
        string name = identifier.ValueText ?? "";
        _isFileLocal |= node.Modifiers.Any(SyntaxKind.FileKeyword);
        _path = path + (isOutermost ? "." : "+") + name + "`" + arity;
        _types.Add(new DeclaredType(_isFileLocal ? _path + "@" + node.SyntaxTree.FilePath : _path, node));
        _part ??= new DeclaredPart.Builder(_context);
        _part.Declare(name);
        base.Visit(node);
        _path = path;
        _isFileLocal = wasFileLocal;
        if (isOutermost)
        {
            DeclaredPart part = _part.Build(_usings);
            _part = null;
            _fingerprint = _fingerprint.With(part.Fingerprint);
            for (int index = first; index < _types.Count; index++)
            {
                _types[index].Part = part;
            }
        }
    }

    private string Enter(BaseNamespaceDeclarationSyntax node)
    {
        string outer = _path;
        // However it is spelt: 'A . @B' is 'A.B'.
        IEnumerable<string> names = node.Name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText);
        _path = (outer.Length == 0 ? "" : outer + ".") + string.Join(".", names);
        _namespaces.Add(_path);
        _context = _context.With(_path);
        return outer;
    }

    /// <summary>The names of types that an alias or a static using brings in.</summary>
    private static IEnumerable<string> NamesIn(UsingDirectiveSyntax directive) => directive.Alias is null && directive.StaticKeyword.RawKind == 0
        ? []
        : directive.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText);

    private void Add(string text)
    {
        if (_part is null)
        {
            _fingerprint = _fingerprint.With(text);
        }
        else
        {
            _part.Add(text);
        }
    }

    private void AddDirectives(IEnumerable<SyntaxTrivia> trivia)
    {
        foreach (SyntaxTrivia directive in trivia)
        {
            if (directive.IsDirective)
            {
                string text = directive.ToString();
                Add(text);
                _context = _context.With(text);
            }
        }
    }
}
