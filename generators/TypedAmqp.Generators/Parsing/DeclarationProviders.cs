using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>Declarations as inputs of the generator.</summary>
internal static class DeclarationProviders
{
    /// <summary>The models of all types with an attribute that can be given another part.</summary>
    public static IncrementalValuesProvider<T> Declarations<T>(
        this IncrementalGeneratorInitializationContext context, string attribute, Func<INamedTypeSymbol, CancellationToken, T?> parse, string trackingName)
        where T : class, IEquatable<T> => context.SyntaxProvider
        .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, (syntax, cancellation) => Parse(syntax, parse, cancellation))
        .Where(static model => model is not null)
        .Select(static (model, _) => model!)
        .WithTrackingName(trackingName);

    /// <summary>All models as one, in an order that does not depend on that of the files.</summary>
    public static IncrementalValueProvider<EquatableArray<T>> All<T>(this IncrementalValuesProvider<T> models, Func<T, TypeModel> typeOf, string trackingName)
        where T : class, IEquatable<T> => models
        .Collect()
        .Select((all, _) => all.OrderBy(model => typeOf(model).FullName, StringComparer.Ordinal).ToEquatableArray())
        .WithTrackingName(trackingName);

    private static T? Parse<T>(GeneratorAttributeSyntaxContext syntax, Func<INamedTypeSymbol, CancellationToken, T?> parse, CancellationToken cancellation)
        where T : class
    {
        // Two parts may carry the attribute, which is an error (CS0579): the type is still emitted once.
        SyntaxReference? first = syntax.TargetSymbol.GetAttributes()
            .FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, syntax.Attributes[0].AttributeClass))
            ?.ApplicationSyntaxReference;
        bool isFirst = first is null || (first.SyntaxTree == syntax.TargetNode.SyntaxTree && syntax.TargetNode.Span.Contains(first.Span));
        return isFirst && syntax.TargetSymbol is INamedTypeSymbol symbol ? parse(symbol, cancellation) : null;
    }
}
