using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>Where published messages end, in a closed world. Where something external is involved, the answer is that nothing is wrong.</summary>
internal sealed class Reachability
{
    private readonly RoutingGraph _graph;
    private readonly HashSet<ExchangeNode> _open;

    public Reachability(RoutingGraph graph)
    {
        _graph = graph;
        _open = Opened(graph);
    }

    /// <summary>Whether messages can enter the exchange that no declaration tells of.</summary>
    public bool HasUnknownSources(ExchangeModel exchange) => _graph.FindExchange(exchange.Type.FullName) is ExchangeNode node && _open.Contains(node);

    /// <summary>Whether messages come to the exchange otherwise than by being published to it.</summary>
    public bool HasOtherSources(ExchangeModel exchange) => HasUnknownSources(exchange)
        || exchange.Bindings.Count > 0
        || _graph.Exchanges.Any(node => node.Declarations.Any(declaration => declaration.AlternateExchange == exchange.Type.FullName))
        || _graph.Queues.Any(node => node.Declarations.Any(declaration => declaration.DeadLetter?.Target == exchange.Type.FullName));

    /// <summary>Whether messages can come to the queue that no declaration tells of.</summary>
    public bool HasUnknownSources(QueueModel queue) => _graph.FindQueue(queue.Type.FullName) is not QueueNode node
        || node.Declarations.Any(static declaration => declaration.External)
        || _open.Any(exchange => exchange.Edges.Any(edge => edge.Queue == node));

    /// <summary>Whether something published to this exchange under this template can end in a queue.</summary>
    public bool CanReachQueue(ExchangeModel exchange, KeyTemplate template) =>
        _graph.FindExchange(exchange.Type.FullName) is not ExchangeNode node || CanReachQueue(node, template, []);

    /// <summary>
    /// A key of the template that the exchange would not route; null when it routes every one, or that cannot be said: bindings at run time or by
    /// headers, an alternate exchange.
    /// </summary>
    public string? FindLost(ExchangeModel exchange, KeyTemplate template, CancellationToken cancellationToken)
    {
        bool isUndecided = exchange.External
            || _graph.FindExchange(exchange.Type.FullName)?.Declarations.Any(static declaration => declaration.AlternateExchange is not null) == true
            || _graph.EdgesOf(exchange).Any(static edge => edge.Pattern is null && !edge.TakesAll);
        return isUndecided ? null : _graph.FindUncovered(exchange, template, cancellationToken);
    }

    /// <summary>Whether something that enters the exchange can match the key of a binding there; also when nothing is known to enter it.</summary>
    public bool CanMatch(ExchangeModel exchange, string key)
    {
        if (_graph.FindExchange(exchange.Type.FullName) is not ExchangeNode node || node.Entered.Count == 0 || _open.Contains(node))
        {
            return true;
        }

        WordAutomaton? pattern = exchange.Kind switch
        {
            ExchangeKind.Topic => BindingPattern.Topic(key),
            ExchangeKind.Direct => BindingPattern.Direct(key),
            _ => null,
        };
        return pattern is null || node.Entered.Any(template => _graph.CanMatch(template, pattern));
    }

    private bool CanReachQueue(ExchangeNode exchange, KeyTemplate template, HashSet<ExchangeNode> seen)
    {
        if (!seen.Add(exchange))
        {
            return false;
        }

        if (exchange.Declarations.Any(static declaration => declaration.External))
        {
            return true;
        }

        bool bound = exchange.Edges.Any(
            edge => _graph.CanCarry(edge, template) && (edge.Exchange is null || CanReachQueue(edge.Exchange, template, seen)));
        return bound || exchange.Declarations.Any(declaration =>
            declaration.AlternateExchange is string alternate
            && (_graph.FindExchange(alternate) is not ExchangeNode target || CanReachQueue(target, template, seen)));
    }

    /// <summary>The exchanges that something external leads to, directly or through others.</summary>
    private static HashSet<ExchangeNode> Opened(RoutingGraph graph)
    {
        HashSet<ExchangeNode> found = [];
        Stack<ExchangeNode> open = new();
        foreach (ExchangeNode exchange in graph.Exchanges.Where(
            static exchange => exchange.Declarations.Any(static declaration => declaration.External)))
        {
            Add(exchange);
        }

        foreach (QueueNode queue in graph.Queues.Where(static queue => queue.Declarations.Any(static declaration => declaration.External)))
        {
            AddDeadLetters(queue);
        }

        while (open.Count > 0)
        {
            ExchangeNode exchange = open.Pop();
            foreach (Edge edge in exchange.Edges)
            {
                Add(edge.Exchange);
                AddDeadLetters(edge.Queue);
            }

            foreach (ExchangeModel declaration in exchange.Declarations)
            {
                Add(declaration.AlternateExchange is string alternate ? graph.FindExchange(alternate) : null);
            }
        }

        return found;

        void Add(ExchangeNode? exchange)
        {
            if (exchange is not null && found.Add(exchange))
            {
                open.Push(exchange);
            }
        }

        void AddDeadLetters(QueueNode? queue)
        {
            foreach (QueueModel declaration in queue?.Declarations ?? [])
            {
                Add(declaration.DeadLetter is DeadLetterModel deadLetter ? graph.FindExchange(deadLetter.Target) : null);
            }
        }
    }
}
