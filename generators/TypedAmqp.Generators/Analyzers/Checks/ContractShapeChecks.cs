using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers.Checks;

/// <summary>Properties of contracts that a message can lack without anybody noticing: TAMQP216.</summary>
internal static class ContractShapeChecks
{
    public static DiagnosticDescriptor[] Rules { get; } = [ContractRules.NotRequired];

    public static void Run(DeclarationCheck check)
    {
        if (check.Attribute(MetadataNames.Message) is not AttributeReader message || message.Member("Format") is not (null or "Json"))
        {
            return;
        }

        foreach (IPropertySymbol property in check.Symbol.GetMembers().OfType<IPropertySymbol>())
        {
            if (CanBeMissing(check.Symbol, property)
                && property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(check.CancellationToken)
                    is PropertyDeclarationSyntax { Initializer: null } declaration)
            {
                check.Report(
                    ContractRules.NotRequired, declaration.Identifier.GetLocation(), check.Symbol.Name, property.Name, Default(property.Type));
            }
        }
    }

    private static bool CanBeMissing(INamedTypeSymbol contract, IPropertySymbol property) =>
        property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsRequired: false, IsIndexer: false, SetMethod: not null }
        && property.Type.NullableAnnotation != NullableAnnotation.Annotated
        && property.Type.TypeKind != TypeKind.Error
        && !property.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "JsonIgnoreAttribute")
        && !contract.InstanceConstructors.Any(
            constructor => constructor.Parameters.Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase)));

    private static string Default(ITypeSymbol type) => type switch
    {
        { IsReferenceType: true } => "null",
        { SpecialType: SpecialType.System_Boolean } => "false",
        { TypeKind: TypeKind.Enum } => "its first member",
        _ => "its default",
    };
}
