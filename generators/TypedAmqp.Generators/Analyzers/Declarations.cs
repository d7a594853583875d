using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Parsing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>The exchanges and queues that an analysis knows.</summary>
/// <param name="Referenced">Those of referenced assemblies.</param>
/// <param name="Own">Those of the compilation, in the order of files and lines.</param>
/// <param name="ReferencedServices">The RPC services of referenced assemblies.</param>
/// <param name="OwnServices">The RPC services of the compilation, in the order of files and lines.</param>
internal sealed record Declarations(DeclarationSet Referenced, DeclarationSet Own, EquatableArray<RpcServiceModel> ReferencedServices, EquatableArray<RpcServiceModel> OwnServices)
{
    public DeclarationSet All => DeclarationSet.Union([Referenced, Own]);

    public static Declarations Read(Compilation compilation, TopologyView view, CancellationToken cancellationToken)
    {
        INamedTypeSymbol[] types = [.. DeclaredTypes.In(compilation.Assembly.GlobalNamespace, cancellationToken)
            .Where(static type => !type.GetAttributes().IsEmpty)
            .OrderBy(static type => type.Locations.FirstOrDefault()?.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static type => type.Locations.FirstOrDefault()?.SourceSpan.Start)];
        DeclarationSet own = new(
            types.Select(type => view.Exchange(type, cancellationToken)).OfType<ExchangeModel>().ToEquatableArray(),
            types.Select(type => view.Queue(type, cancellationToken)).OfType<QueueModel>().ToEquatableArray());
        EquatableArray<ManifestReading> manifests = ReferencedManifests.Of(compilation, cancellationToken);
        return new Declarations(
            ReferencedManifests.Declarations(manifests),
            own,
            manifests.SelectMany(static reading => reading.Manifest?.Services ?? default).ToEquatableArray(),
            types.Select(type => RpcServiceParser.Parse(type, cancellationToken)).OfType<RpcServiceModel>().ToEquatableArray());
    }
}
