using TypedAmqp.Generators.Model;
using TypedAmqp.Generators.Routing;

namespace TypedAmqp.Generators.Analyzers;

/// <summary>
/// The graphs of the last few topologies. Each edit is another compilation, but nearly always the same declarations: models compare by value and hold
/// no symbols, so that a graph may outlive the compilation that it was made for.
/// </summary>
internal static class GraphCache
{
    private const int Kept = 4;

    private static readonly object Gate = new();
    private static readonly List<(DeclarationSet Declarations, RoutingGraph Graph)> Last = [];

    public static RoutingGraph Get(DeclarationSet declarations, CancellationToken cancellationToken)
    {
        (DeclarationSet Declarations, RoutingGraph Graph)[] known;
        lock (Gate)
        {
            known = [.. Last];
        }

        foreach ((DeclarationSet before, RoutingGraph same) in known)
        {
            if (before.Equals(declarations))
            {
                return same;
            }
        }

        RoutingGraph graph = RoutingGraph.Create(declarations.Exchanges, declarations.Queues, cancellationToken);
        lock (Gate)
        {
            Last.Insert(0, (declarations, graph));
            if (Last.Count > Kept)
            {
                Last.RemoveAt(Kept);
            }
        }

        return graph;
    }
}
