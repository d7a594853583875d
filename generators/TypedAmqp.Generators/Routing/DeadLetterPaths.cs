using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>The ways of dead letters from queue to queue.</summary>
internal static class DeadLetterPaths
{
    /// <summary>
    /// A shortest circle of dead letters through a queue, beginning with it; null when there is none. One that a <c>[Retry]</c> counts is none.
    /// </summary>
    public static IReadOnlyList<QueueNode>? FindCircle(RoutingGraph graph, QueueNode start)
    {
        HashSet<QueueNode> seen = [];
        Queue<QueueNode[]> open = new([[start]]);
        while (open.Count > 0)
        {
            QueueNode[] path = open.Dequeue();
            foreach (QueueNode next in Targets(graph, path[path.Length - 1]))
            {
                if (next == start)
                {
                    return path;
                }

                if (seen.Add(next))
                {
                    open.Enqueue([.. path, next]);
                }
            }
        }

        return null;
    }

    /// <summary>The queues that dead letters of this one can come to.</summary>
    private static IEnumerable<QueueNode> Targets(RoutingGraph graph, QueueNode queue)
    {
        HashSet<QueueNode> found = [];
        foreach (QueueModel declaration in queue.Declarations)
        {
            if (declaration.DeadLetter is not DeadLetterModel deadLetter || declaration.Retry is not null)
            {
                continue;
            }

            if (graph.FindExchange(deadLetter.Target) is ExchangeNode exchange)
            {
                IEnumerable<KeyTemplate> keys = deadLetter.RoutingKey is string key
                    ? [KeyTemplate.Literal(key)]
                    : queue.Arrivals().SelectMany(static arrival => arrival.Keys).Distinct();
                foreach (KeyTemplate template in keys)
                {
                    found.UnionWith(graph.Reach(exchange, template));
                }
            }
            else if (graph.FindQueue(deadLetter.Target) is QueueNode target)
            {
                found.Add(target);
            }
        }

        return found.OrderBy(static node => node.First.Type.FullName, StringComparer.Ordinal);
    }
}
