using Microsoft.CodeAnalysis;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// Everything that a compilation and its references declare. It lives as long as the analysis of that compilation and is computed when first asked
/// for: while someone types in another part of a program, nobody asks.
/// </summary>
internal sealed class TopologyView
{
    private readonly Lazy<Declarations> _declarations;
    private readonly Lazy<RoutingGraph> _graph;
    private readonly Lazy<Reachability> _reachability;

    public TopologyView(Compilation compilation, CancellationToken cancellationToken)
    {
        // A cancelled computation is not remembered.
        _declarations = new Lazy<Declarations>(() => Declarations.Read(compilation, cancellationToken), LazyThreadSafetyMode.PublicationOnly);
        _graph = new Lazy<RoutingGraph>(
            () => RoutingGraph.Create(_declarations.Value.All.Exchanges, _declarations.Value.All.Queues, cancellationToken), LazyThreadSafetyMode.PublicationOnly);
        _reachability = new Lazy<Reachability>(() => new Reachability(_graph.Value), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The declarations of this compilation, in the order of files and lines, and those of its references.</summary>
    public Declarations Declarations => _declarations.Value;

    /// <summary>How they hang together.</summary>
    public RoutingGraph Graph => _graph.Value;

    /// <summary>Where published messages end, if this is all there is.</summary>
    public Reachability Reachability => _reachability.Value;
}
