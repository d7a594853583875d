using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>The class or interface that carries a declaration.</summary>
internal static class TypeParser
{
    private static readonly SymbolDisplayFormat NamespaceFormat =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    public static TypeModel Parse(INamedTypeSymbol symbol)
    {
        INamedTypeSymbol[] path = [.. Path(symbol)];
        return new TypeModel(
            symbol.EmittedName(),
            symbol.ContainingNamespace is { IsGlobalNamespace: false } containing ? containing.ToDisplayString(NamespaceFormat) : "",
            Escape(symbol.Name),
            Accessibility(path),
            path.Take(path.Length - 1).Select(static type => new ContainingTypeModel(Keyword(type), Escape(type.Name))).ToEquatableArray(),
            symbol.ContainingAssembly?.Name ?? "",
            IsExtensible(path));
    }

    /// <summary>The type and those around it, the outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> Path(INamedTypeSymbol symbol) =>
        symbol.ContainingType is INamedTypeSymbol containing ? Path(containing).Append(symbol) : [symbol];

    private static bool IsExtensible(INamedTypeSymbol[] path) =>
        path.All(static type => type is { IsGenericType: false, IsStatic: false, IsFileLocal: false })
        && path[path.Length - 1] is { IsRecord: false, TypeKind: TypeKind.Class or TypeKind.Interface }
        && Accessibility(path) != "private";

    private static string Accessibility(INamedTypeSymbol[] path)
    {
        if (path.All(static type => type.DeclaredAccessibility == Microsoft.CodeAnalysis.Accessibility.Public))
        {
            return "public";
        }

        return path.All(static type => type.DeclaredAccessibility is Microsoft.CodeAnalysis.Accessibility.Public
            or Microsoft.CodeAnalysis.Accessibility.Internal
            or Microsoft.CodeAnalysis.Accessibility.ProtectedOrInternal)
            ? "internal"
            : "private";
    }

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };

    private static string Escape(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
}
