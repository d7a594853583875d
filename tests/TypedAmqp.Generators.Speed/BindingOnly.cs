using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TypedAmqp.Generators.Speed;

/// <summary>
/// What the compiler itself has to do for any generator that looks at these attributes: find them, bind them, and make the members of the types that
/// they are on. It emits nothing.
/// </summary>
public sealed class BindingOnly : IIncrementalGenerator
{
    private static readonly string[] Attributes =
        ["TypedAmqp.ExchangeAttribute", "TypedAmqp.QueueAttribute", "TypedAmqp.RpcServiceAttribute", "TypedAmqp.MessageAttribute"];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        foreach (string attribute in Attributes)
        {
            context.RegisterSourceOutput(
                context.SyntaxProvider.ForAttributeWithMetadataName(
                    attribute, static (node, _) => node is TypeDeclarationSyntax, static (syntax, _) => Bind(syntax)),
                static (_, _) => { });
        }
    }

    private static int Bind(GeneratorAttributeSyntaxContext syntax)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)syntax.TargetSymbol;
        int arguments = type.GetAttributes().Sum(static attribute => attribute.ConstructorArguments.Length + attribute.NamedArguments.Length);
        int members = type.GetMembers()
            .OfType<IPropertySymbol>()
            .Sum(static property => property.GetAttributes().Length + (property.Type.TypeKind == TypeKind.Error ? 1 : 0));
        return arguments + members;
    }
}
