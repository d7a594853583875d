using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TypedAmqp.Generators.Analyzers;
using TypedAmqp.Generators.Manifests;
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

    /// <summary>
    /// Reports what keeps the generator from writing its part of the types with an attribute. It is an output of its own, so that locations stay
    /// out of the compared models.
    /// </summary>
    public static void ReportOn(this IncrementalGeneratorInitializationContext context, string attribute) => context.RegisterSourceOutput(
        context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is TypeDeclarationSyntax, static (syntax, cancellation) => Problems(syntax, cancellation))
            .SelectMany(static (diagnostics, _) => diagnostics),
        static (output, diagnostic) => output.ReportDiagnostic(diagnostic));

    /// <summary>All models as one, in an order that does not depend on that of the files.</summary>
    public static IncrementalValueProvider<EquatableArray<T>> All<T>(this IncrementalValuesProvider<T> models, Func<T, TypeModel> typeOf, string trackingName)
        where T : class, IEquatable<T> => models
        .Collect()
        .Select((all, _) => all.OrderBy(model => typeOf(model).FullName, StringComparer.Ordinal).ToEquatableArray())
        .WithTrackingName(trackingName);

    /// <summary>The contracts: types with <c>[Message]</c>, and those that the declarations name, sorted by type, each once.</summary>
    public static IncrementalValueProvider<EquatableArray<ContractDeclaration>> Contracts(this IncrementalGeneratorInitializationContext context)
    {
        var declared = context.Declarations(MetadataNames.Message, ContractParser.Declared, TrackingNames.Contracts).Collect();
        var named = new[] { MetadataNames.Exchange, MetadataNames.Queue, MetadataNames.RpcService }
            .Select(attribute => context.Declarations(attribute, ContractParser.Named, TrackingNames.Contracts).Collect());
        return named.Aggregate(declared, static (all, more) => all.Combine(more).Select(static (both, _) => both.Left.AddRange(both.Right)))
            .Select(static (sets, _) => sets
                .SelectMany(static set => set.Contracts)
                .GroupBy(static contract => contract.Contract.Type, StringComparer.Ordinal)
                .Select(static group => group.First())
                .ToEquatableArray()
                .SortedBy(static contract => contract.Contract.Type))
            .WithTrackingName(TrackingNames.AllContracts);
    }

    private static T? Parse<T>(GeneratorAttributeSyntaxContext syntax, Func<INamedTypeSymbol, CancellationToken, T?> parse, CancellationToken cancellation)
        where T : class => IsFirst(syntax) && syntax.TargetSymbol is INamedTypeSymbol symbol ? parse(symbol, cancellation) : null;

    private static ImmutableArray<Diagnostic> Problems(GeneratorAttributeSyntaxContext syntax, CancellationToken cancellation)
    {
        // A class with two such attributes is looked at once: at the first of them.
        string? first = FirstDeclaration(syntax.TargetSymbol);
        return IsFirst(syntax) && syntax.TargetSymbol is INamedTypeSymbol symbol && syntax.Attributes[0].AttributeClass?.Name == first
            ? [.. DeclarationShape.Check(symbol, cancellation), .. NameCollisions.Check(symbol, cancellation)]
            : [];
    }

    private static string? FirstDeclaration(ISymbol symbol) => symbol.GetAttributes()
        .Select(static attribute => attribute.AttributeClass)
        .OfType<INamedTypeSymbol>()
        .FirstOrDefault(static type => type.Is(MetadataNames.Exchange) || type.Is(MetadataNames.Queue) || type.Is(MetadataNames.RpcService))?
        .Name;

    private static bool IsFirst(GeneratorAttributeSyntaxContext syntax)
    {
        // Two parts may carry the attribute, which is an error (CS0579): the type is still emitted once.
        SyntaxReference? first = syntax.TargetSymbol.GetAttributes()
            .FirstOrDefault(attribute => SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, syntax.Attributes[0].AttributeClass))
            ?.ApplicationSyntaxReference;
        return first is null || (first.SyntaxTree == syntax.TargetNode.SyntaxTree && syntax.TargetNode.Span.Contains(first.Span));
    }
}
