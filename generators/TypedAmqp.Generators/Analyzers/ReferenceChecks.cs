using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Diagnostics;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>References from one declaration to another: TAMQP009, 312 and 401.</summary>
internal static class ReferenceChecks
{
    private const string Declare = "mark it with [Exchange(\"name\")], and set External = true there if somebody else declares it";

    public static void Run(DeclarationCheck check)
    {
        CheckExchange(check, MetadataNames.Binding);
        CheckExchange(check, MetadataNames.HeadersBinding);
        CheckTopology(check);
        foreach (AttributeReader attribute in check.Attributes(MetadataNames.AlternateExchange)
            .Where(static attribute => IsUndeclared(attribute, MetadataNames.Exchange)))
        {
            Report(check, ReachabilityRules.NoSuchAlternate, attribute, "' declares no exchange");
        }

        foreach (AttributeReader attribute in check.Attributes(MetadataNames.DeadLetter))
        {
            // A queue that the broker names has no key to reach it by.
            bool isNamedQueue = attribute.TypeArgument is ITypeSymbol target && QueueParser.Name(target) is { Length: > 0 };
            if (!isNamedQueue && IsUndeclared(attribute, MetadataNames.Exchange))
            {
                Report(check, DeadLetterRules.NoSuchExchange, attribute, "' declares no exchange and no queue with a name");
            }
        }
    }

    /// <summary>The topology that a declaration says it belongs to.</summary>
    private static void CheckTopology(DeclarationCheck check)
    {
        foreach (string declaration in new[] { MetadataNames.Exchange, MetadataNames.Queue, MetadataNames.RpcService })
        {
            foreach (AttributeReader attribute in check.Attributes(declaration))
            {
                if (attribute.String("Topology") is string name
                    && check.Symbol.ContainingAssembly.Attributes(MetadataNames.Topology).All(topology => topology.Strings.FirstOrDefault() != name))
                {
                    Location place = AttributeExpressions.Named(attribute.Data, "Topology", check.CancellationToken)?.GetLocation()
                        ?? AttributeExpressions.Whole(attribute.Data, check.CancellationToken);
                    check.Report(
                        DeclarationRules.UndeclaredReference, place, name,
                        "is the name of no topology of this assembly, so that nothing declares this", Known(check, name));
                }
            }
        }
    }

    private static string Known(DeclarationCheck check, string name)
    {
        string[] names = [.. check.Symbol.ContainingAssembly.Attributes(MetadataNames.Topology)
            .Select(static topology => topology.Strings.FirstOrDefault())
            .OfType<string>()];
        string declare = $"declare [assembly: Topology(\"{name}\")]";
        return names.Length == 0 ? declare : $"name '{string.Join("' or '", names)}', or {declare}";
    }

    private static void CheckExchange(DeclarationCheck check, string metadataName)
    {
        foreach (AttributeReader attribute in check.Attributes(metadataName))
        {
            if (IsUndeclared(attribute, MetadataNames.Exchange))
            {
                check.Report(
                    DeclarationRules.UndeclaredReference,
                    Place(check, attribute),
                    Name(attribute),
                    "declares no exchange, so that the broker answers 404 where it is used",
                    Declare);
            }
        }
    }

    /// <summary>Whether the type is there and is no declaration. One that is not there has its own error (CS0246).</summary>
    private static bool IsUndeclared(AttributeReader attribute, string declaration) =>
        attribute.TypeArgument is { TypeKind: not (TypeKind.Error or TypeKind.TypeParameter) } type && !type.Has(declaration);

    private static void Report(DeclarationCheck check, DiagnosticDescriptor rule, AttributeReader attribute, string fault) => check.Report(
        rule, Place(check, attribute), "'" + Name(attribute) + fault, Declare);

    private static Location Place(DeclarationCheck check, AttributeReader attribute) =>
        AttributeExpressions.TypeArgument(attribute.Data, check.CancellationToken);

    private static string Name(AttributeReader attribute) => attribute.TypeArgument!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
