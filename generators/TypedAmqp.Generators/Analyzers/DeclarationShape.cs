using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// What keeps the generator from writing its part of a type, or from naming its contracts: TAMQP013. The generator reports it, not an analyzer:
/// emitted code (or its absence) makes errors of the declaration stage, after which the compiler runs no analyzer.
/// </summary>
internal static class DeclarationShape
{
    /// <param name="symbol">A type that declares an exchange, a queue or a service.</param>
    /// <param name="cancellationToken">Asks to give up.</param>
    public static IEnumerable<Diagnostic> Check(INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        bool isWrittenOn = symbol.TypeKind == TypeKind.Class;
        foreach (INamedTypeSymbol type in TypeParser.Path(symbol))
        {
            bool isOuter = !SymbolEqualityComparer.Default.Equals(type, symbol);
            (string Fault, string Remedy)? problem = Problem(type, isWrittenOn, isOuter, cancellationToken);
            if (problem is (string fault, string remedy))
            {
                string name = isOuter ? type.Name + "', around '" + symbol.Name : type.Name;
                yield return Diagnostic.Create(DeclarationRules.CannotBeExtended, Identifier(type, cancellationToken), name, fault, remedy);
            }
        }

        foreach (Diagnostic contract in TypeParser.Parse(symbol).IsExtensible ? HiddenContracts(symbol, cancellationToken) : [])
        {
            yield return contract;
        }
    }

    /// <summary>Contracts that emitted code could not name: it would not compile (CS0051, CS0400).</summary>
    private static IEnumerable<Diagnostic> HiddenContracts(INamedTypeSymbol symbol, CancellationToken cancellationToken)
    {
        foreach (AttributeReader attribute in symbol.Attributes(MetadataNames.Publishes).Concat(symbol.Attributes(MetadataNames.Sends)))
        {
            if (attribute.TypeArgument is ITypeSymbol contract && Hidden(contract) is INamedTypeSymbol hidden)
            {
                (string fault, string remedy) = hidden.IsFileLocal
                    ? ("is local to its file", "remove 'file', so that the compiler can name it")
                    : ("is not accessible to other classes", "make it internal or public");
                Location place = AttributeExpressions.TypeArgument(attribute.Data, cancellationToken);
                yield return Diagnostic.Create(
                    DeclarationRules.CannotBeExtended, place, hidden.Name + "', a contract of '" + symbol.Name, fault, remedy);
            }
        }
    }

    /// <summary>The first of the types that make up a contract which is hidden, or null.</summary>
    private static INamedTypeSymbol? Hidden(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Hidden(array.ElementType),
        INamedTypeSymbol named => TypeParser.Path(named).FirstOrDefault(static part => part.IsFileLocal || IsHidden(part))
            ?? named.TypeArguments.Select(Hidden).FirstOrDefault(static argument => argument is not null),
        _ => null,
    };

    private static bool IsHidden(INamedTypeSymbol type) =>
        type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal;

    private static (string Fault, string Remedy)? Problem(INamedTypeSymbol type, bool isWrittenOn, bool isOuter, CancellationToken cancellationToken)
    {
        if (type.IsGenericType)
        {
            return ("is generic", "an entity of the broker has no type parameters, remove them");
        }

        if (type.IsStatic)
        {
            return ("is static", "a static class cannot be a type argument, remove 'static'");
        }

        if (type.IsFileLocal)
        {
            return ("is local to its file", "remove 'file', so that the compiler can write its other part");
        }

        if (type.IsRecord && !isOuter && isWrittenOn)
        {
            return ("is a record", "declare it as a class");
        }

        if (IsHidden(type))
        {
            return ("is not accessible to other classes", "make it internal or public");
        }

        return isWrittenOn && !IsPartial(type, cancellationToken)
            ? ("is not partial", "add 'partial', so that the compiler can write its other part")
            : null;
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken) => type.DeclaringSyntaxReferences.Any(reference =>
        reference.GetSyntax(cancellationToken) is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static Location Identifier(INamedTypeSymbol type, CancellationToken cancellationToken) => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellationToken))
        .OfType<BaseTypeDeclarationSyntax>()
        .FirstOrDefault()?
        .Identifier.GetLocation() ?? Location.None;
}
