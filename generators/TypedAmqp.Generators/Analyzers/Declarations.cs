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
internal sealed record Declarations(
    DeclarationSet Referenced, DeclarationSet Own, EquatableArray<RpcServiceModel> ReferencedServices, EquatableArray<RpcServiceModel> OwnServices)
{
    private static readonly DeclarationCache<DeclaredEntities> Cache = new(static type => type.IsAttributed, DeclaredEntities.Read);

    /// <summary>The first type of the compilation whose declaration is not somebody else's, for emitted code; null when there is none.</summary>
    public string? First { get; init; }

    /// <summary>Those of the compilation and of its references.</summary>
    public DeclarationSet All => field ??= DeclarationSet.Union([Referenced, Own]);

    public static Declarations Read(Compilation compilation, CancellationToken cancellationToken)
    {
        DeclaredEntities[] types = [.. Cache.Of(compilation, cancellationToken)
            .OrderBy(static type => type.Type.Path, StringComparer.Ordinal)
            .ThenBy(static type => type.Type.Start)
            .Select(static type => type.Value)];
        EquatableArray<ManifestReading> manifests = ReferencedManifests.Of(compilation, cancellationToken);
        return new Declarations(
            ReferencedManifests.Declarations(manifests),
            new DeclarationSet(
                types.Select(static type => type.Exchange).OfType<ExchangeModel>().ToEquatableArray(),
                types.Select(static type => type.Queue).OfType<QueueModel>().ToEquatableArray()),
            manifests.SelectMany(static reading => reading.Manifest?.Services ?? default).ToEquatableArray(),
            types.Select(static type => type.Service).OfType<RpcServiceModel>().ToEquatableArray())
        {
            First = types.Select(static type => type.Declared).FirstOrDefault(static type => type is not null)?.FullName,
        };
    }
}
