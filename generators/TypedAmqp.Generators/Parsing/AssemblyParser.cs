using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Analyzers;
using TypedAmqp.Generators.Emission;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Parsing;

/// <summary>A compilation's own declarations, from its types that have attributes.</summary>
internal static class AssemblyParser
{
    private static readonly DeclarationCache<ParsedType> Cache = NewCache();

    /// <summary>Remembers what types declare, from nothing.</summary>
    public static DeclarationCache<ParsedType> NewCache() => new(static type => type.IsAttributed, Read);

    public static ParsedAssembly Parse(Compilation compilation, CancellationToken cancellationToken) => Parse(compilation, Cache, cancellationToken);

    public static ParsedAssembly Parse(Compilation compilation, DeclarationCache<ParsedType> cache, CancellationToken cancellationToken)
    {
        ParsedType[] types = [.. cache.Of(compilation, cancellationToken).Select(static type => type.Value)];
        AssemblyModel assembly = new(
            compilation.AssemblyName ?? "",
            TopologyParser.Parse(compilation.Assembly),
            Models(types, static type => type.Exchange, static exchange => exchange.Type),
            Models(types, static type => type.Queue, static queue => queue.Type),
            Models(types, static type => type.Service, static service => service.Type));
        EquatableArray<ContractDeclaration> contracts = types
            .SelectMany(static type => type.Contracts)
            .GroupBy(static contract => contract.Contract.Type, StringComparer.Ordinal)
            .Select(static group => group.First())
            .ToEquatableArray()
            .SortedBy(static contract => contract.Contract.Type);
        return new ParsedAssembly(
            assembly,
            contracts,
            Models(types, static type => type.Handler, static handler => handler.Type),
            JsonOptionsParser.Parse(compilation.Assembly, cancellationToken),
            HasProblems(compilation, types, cancellationToken));
    }

    /// <summary>
    /// What keeps the generator from writing its part of types. Where it stands is asked anew with each edit, and only if there is something:
    /// positions move with edits that change no declaration.
    /// </summary>
    public static ImmutableArray<Diagnostic> Problems(Compilation compilation, AssemblyModel assembly, CancellationToken cancellationToken)
    {
        GeneratedTypes generated = new(assembly);
        return
        [
            .. DeclarationSnapshot.AttributedTypes(compilation, cancellationToken)
                .Where(IsExtended)
                .SelectMany(type => DeclarationShape.Check(type, cancellationToken)
                    .Concat(NameCollisions.Check(type, Read(type, cancellationToken)!, generated)))
                .Concat(TopologyShape.Check(compilation.Assembly, cancellationToken)),
        ];
    }

    private static ParsedType? Read(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        EquatableArray<ContractDeclaration> contracts = ContractParser.Parse(type, cancellationToken).ToEquatableArray();
        if (!IsExtended(type))
        {
            return contracts.Count == 0 ? null : new ParsedType(null, null, null, null, contracts);
        }

        ParsedType parsed = new(
            ExchangeParser.Parse(type, cancellationToken),
            QueueParser.Parse(type, cancellationToken),
            RpcServiceParser.Parse(type, cancellationToken),
            HandlerParser.Parse(type, cancellationToken),
            contracts);
        return parsed with { HasProblems = DeclarationShape.Check(type, cancellationToken).Any() || NameCollisions.Inside(type, parsed).Any() };
    }

    private static bool IsExtended(INamedTypeSymbol type) =>
        type.Has(MetadataNames.Exchange) || type.Has(MetadataNames.Queue) || type.Has(MetadataNames.RpcService) || type.Has(MetadataNames.Ignore);

    /// <summary>Whether there may be problems: a name that is taken somewhere may be taken where the generator needs it.</summary>
    private static bool HasProblems(Compilation compilation, ParsedType[] types, CancellationToken cancellationToken)
    {
        HashSet<string> written = new(StringComparer.Ordinal);
        DeclaredNames names = DeclaredAssembly.Of(compilation, cancellationToken).Names;
        return types.Any(static type => type.HasProblems)
            || types.SelectMany(static type => GeneratedNames.Types(type).Distinct(StringComparer.Ordinal))
                .Any(name => !written.Add(name) || names.Declares(name))
            || TopologyShape.Check(compilation.Assembly, cancellationToken).Any();
    }

    private static EquatableArray<T> Models<T>(ParsedType[] types, Func<ParsedType, T?> model, Func<T, TypeModel> typeOf)
        where T : class, IEquatable<T> => types.Select(model).OfType<T>().ToEquatableArray().SortedBy(item => typeOf(item).FullName);
}
