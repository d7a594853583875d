using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Manifests;
using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// Everything that a compilation and its references declare, for all analyzers of that compilation. It is computed when first asked for: while someone types in
/// another part of a program, nobody asks.
/// </summary>
internal sealed class TopologyView
{
    private static readonly ConditionalWeakTable<Compilation, TopologyView> Views = new();

    private readonly Compilation _compilation;
    private Declarations? _declarations;
    private RoutingGraph? _graph;
    private Reachability? _reachability;

    private TopologyView(Compilation compilation) => _compilation = compilation;

    public static TopologyView Of(Compilation compilation) => Views.GetValue(compilation, static compilation => new TopologyView(compilation));

    /// <summary>The <c>JsonSerializerContext</c>s of referenced assemblies.</summary>
    public JsonContexts Contexts => field ??= new JsonContexts(null, ReferencedManifests.SharedContracts(ReferencedManifests.Of(_compilation)));

    // Analyzers run at the same time, each with a token of its own: two may compute one answer, but none waits for one that is given up.

    /// <summary>The declarations of this compilation, in the order of files and lines, and those of its references.</summary>
    public Declarations Declarations(CancellationToken cancellationToken) =>
        Volatile.Read(ref _declarations) ?? Keep(ref _declarations, Analyzers.Declarations.Read(_compilation, cancellationToken));

    /// <summary>How they hang together.</summary>
    public RoutingGraph Graph(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _graph) is RoutingGraph known)
        {
            return known;
        }

        Declarations declarations = Declarations(cancellationToken);
        return Keep(ref _graph, RoutingGraph.Create(declarations.All.Exchanges, declarations.All.Queues, cancellationToken));
    }

    /// <summary>Where published messages end, if this is all there is.</summary>
    public Reachability Reachability(CancellationToken cancellationToken) =>
        Volatile.Read(ref _reachability) ?? Keep(ref _reachability, new Reachability(Graph(cancellationToken)));

    private static T Keep<T>(ref T? field, T computed)
        where T : class => Interlocked.CompareExchange(ref field, computed, null) ?? computed;
}
