using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedAmqp.Generators.Parsing;

/// <summary>One place where a type is declared.</summary>
/// <param name="name">What tells the type from others of its assembly.</param>
/// <param name="declaration">How it is declared there.</param>
internal sealed class DeclaredType(string name, SyntaxNode declaration)
{
    public string Name => name;

    /// <summary>The declaration; null for an enum or a delegate.</summary>
    public TypeDeclarationSyntax? Syntax => declaration as TypeDeclarationSyntax;

    public bool IsAttributed => Syntax is { AttributeLists.Count: > 0 };

    public bool HasBases => Syntax is { BaseList: not null };

    public string Path => declaration.SyntaxTree.FilePath;

    public int Start => declaration.SpanStart;

    /// <summary>The outermost type around it, or itself.</summary>
    public DeclaredPart Part { get; set; } = null!;

    /// <summary>The type; null for an enum or a delegate.</summary>
    public INamedTypeSymbol? Symbol(Compilation compilation, CancellationToken cancellationToken) => Syntax is TypeDeclarationSyntax syntax
        ? compilation.GetSemanticModel(syntax.SyntaxTree).GetDeclaredSymbol(syntax, cancellationToken) as INamedTypeSymbol
        : null;
}
