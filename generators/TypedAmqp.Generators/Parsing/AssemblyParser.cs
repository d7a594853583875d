using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A compilation's own declarations, from its types that have attributes.</summary>
internal static class AssemblyParser
{
    public static ParsedAssembly Parse(Compilation compilation, CancellationToken cancellationToken)
    {
        INamedTypeSymbol[] types = [.. DeclarationSnapshot.AttributedTypes(compilation, cancellationToken)];
        AssemblyModel assembly = new(
            compilation.AssemblyName ?? "",
            TopologyParser.Parse(compilation.Assembly),
            Models(types, type => ExchangeParser.Parse(type, cancellationToken), static exchange => exchange.Type),
            Models(types, type => QueueParser.Parse(type, cancellationToken), static queue => queue.Type),
            Models(types, type => RpcServiceParser.Parse(type, cancellationToken), static service => service.Type));
        EquatableArray<ContractDeclaration> contracts = types
            .SelectMany(type => ContractParser.Parse(type, cancellationToken))
            .GroupBy(static contract => contract.Contract.Type, StringComparer.Ordinal)
            .Select(static group => group.First())
            .ToEquatableArray()
            .SortedBy(static contract => contract.Contract.Type);
        return new ParsedAssembly(
            assembly,
            contracts,
            Models(types, type => HandlerParser.Parse(type, cancellationToken), static handler => handler.Type),
            JsonOptionsParser.Parse(compilation.Assembly, cancellationToken),
            Problems(compilation.Assembly, types, assembly, cancellationToken).Any());
    }

    /// <summary>
    /// What keeps the generator from writing its part of types. Where it stands is asked anew with each edit, and only if there is something: positions move with
    /// edits that change no declaration.
    /// </summary>
    public static ImmutableArray<Diagnostic> Problems(Compilation compilation, AssemblyModel assembly, CancellationToken cancellationToken) =>
        [.. Problems(compilation.Assembly, [.. DeclarationSnapshot.AttributedTypes(compilation, cancellationToken)], assembly, cancellationToken)];

    private static IEnumerable<Diagnostic> Problems(
        IAssemblySymbol symbol, INamedTypeSymbol[] types, AssemblyModel assembly, CancellationToken cancellationToken)
    {
        GeneratedTypes generated = new(assembly);
        return types
            .Where(static type => type.Has(MetadataNames.Exchange) || type.Has(MetadataNames.Queue) || type.Has(MetadataNames.RpcService) || type.Has(MetadataNames.Ignore))
            .SelectMany(type => DeclarationShape.Check(type, cancellationToken).Concat(NameCollisions.Check(type, generated, cancellationToken)))
            .Concat(TopologyShape.Check(symbol, cancellationToken));
    }

    private static EquatableArray<T> Models<T>(INamedTypeSymbol[] types, Func<INamedTypeSymbol, T?> parse, Func<T, TypeModel> typeOf)
        where T : class, IEquatable<T> => types.Select(parse).OfType<T>().ToEquatableArray().SortedBy(model => typeOf(model).FullName);
}
