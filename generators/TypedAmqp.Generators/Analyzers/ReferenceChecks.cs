using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>References from one declaration to another: TAMQP009.</summary>
internal static class ReferenceChecks
{
    public static void Run(DeclarationCheck check)
    {
        CheckExchange(check, MetadataNames.Binding);
        CheckExchange(check, MetadataNames.HeadersBinding);
        CheckExchange(check, MetadataNames.AlternateExchange);
        foreach (AttributeReader attribute in check.Attributes(MetadataNames.DeadLetter))
        {
            // A queue that the broker names has no key to reach it by.
            bool isNamedQueue = attribute.TypeArgument is ITypeSymbol target && QueueParser.Name(target) is { Length: > 0 };
            if (!isNamedQueue && IsUndeclared(attribute, MetadataNames.Exchange))
            {
                Report(check, attribute, "exchange and no queue with a name", "[Exchange(\"name\")]");
            }
        }
    }

    private static void CheckExchange(DeclarationCheck check, string metadataName)
    {
        foreach (AttributeReader attribute in check.Attributes(metadataName))
        {
            if (IsUndeclared(attribute, MetadataNames.Exchange))
            {
                Report(check, attribute, "exchange", "[Exchange(\"name\")]");
            }
        }
    }

    /// <summary>Whether the type is there and is no declaration. One that is not there has its own error (CS0246).</summary>
    private static bool IsUndeclared(AttributeReader attribute, string declaration) =>
        attribute.TypeArgument is { TypeKind: not (TypeKind.Error or TypeKind.TypeParameter) } type && !type.Has(declaration);

    private static void Report(DeclarationCheck check, AttributeReader attribute, string what, string remedy) => check.Report(
        DeclarationRules.UndeclaredReference,
        AttributeExpressions.TypeArgument(attribute.Data, check.CancellationToken),
        attribute.TypeArgument!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
        what,
        remedy);
}
