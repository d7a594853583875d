using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>
/// What can arrive where: contracts followed from the exchanges they are published to through bindings, exchange bindings, alternate and
/// dead-letter exchanges, until nothing new arrives anywhere. Where it cannot be decided (headers, keys chosen while running), it can arrive.
/// </summary>
/// <remarks>
/// It needs the models alone. Exchanges that a queue refers to are in the queue's model, so that one of another assembly need not be given
/// apart; an exchange is known by its name on the broker, also when two classes declare it.
/// </remarks>
internal sealed class RoutingGraph
{
    private readonly Dictionary<string, ExchangeNode> _exchanges = [];
    private readonly Dictionary<string, ExchangeNode> _exchangesByType = [];
    private readonly Dictionary<string, QueueNode> _queues = [];
    private readonly Dictionary<string, QueueNode> _queuesByType = [];

    private RoutingGraph()
    {
    }

    /// <summary>The exchanges, in the order of the classes that declare them.</summary>
    public IReadOnlyList<ExchangeNode> Exchanges { get; private set; } = [];

    /// <summary>The queues, in the order of the classes that declare them.</summary>
    public IReadOnlyList<QueueNode> Queues { get; private set; } = [];

    public static RoutingGraph Create(
        IEnumerable<ExchangeModel> exchanges, IEnumerable<QueueModel> queues, CancellationToken cancellationToken = default)
    {
        RoutingGraph graph = new();
        QueueModel[] all = [.. queues.OrderBy(static queue => queue.Type.FullName, StringComparer.Ordinal)];
        ExchangeModel[] sources = [.. exchanges, .. all.SelectMany(static queue => queue.Exchanges)];
        NamedTargets named = new(sources, all);
        graph.AddExchanges(sources.Select(named.Resolve));
        graph.AddQueues(all.Select(named.Resolve));
        graph.Exchanges = [.. graph._exchanges.Values.OrderBy(static node => node.First.Type.FullName, StringComparer.Ordinal)];
        graph.Queues = [.. graph._queues.Values.OrderBy(static node => node.First.Type.FullName, StringComparer.Ordinal)];
        graph.AddBindings();
        new RoutingFlow(graph, cancellationToken).Run();
        return graph;
    }

    /// <summary>The contracts that can arrive in a queue, sorted by type.</summary>
    public EquatableArray<ArrivalModel> ArrivalsIn(QueueModel queue) => FindQueue(queue.Type.FullName)?.Arrivals() ?? default;

    /// <summary>The bindings that leave an exchange, in the order of their targets.</summary>
    public IReadOnlyList<Edge> EdgesOf(ExchangeModel exchange) => FindExchange(exchange.Type.FullName)?.Edges ?? [];

    public ExchangeNode? FindExchange(string typeName) => _exchangesByType.TryGetValue(typeName, out ExchangeNode? node) ? node : null;

    public QueueNode? FindQueue(string typeName) => _queuesByType.TryGetValue(typeName, out QueueNode? node) ? node : null;

    /// <summary>Whether an edge can carry what is published under this template.</summary>
    public bool CanCarry(Edge edge, KeyTemplate template) => edge.Pattern is null || CanMatch(template, edge.Pattern);

    /// <summary>The queues that bindings lead to from an exchange, for what is published there under this template.</summary>
    public IReadOnlyCollection<QueueNode> Reach(ExchangeNode start, KeyTemplate template)
    {
        HashSet<QueueNode> queues = [];
        HashSet<ExchangeNode> seen = [start];
        Stack<ExchangeNode> open = new([start]);
        while (open.Count > 0)
        {
            foreach (Edge edge in open.Pop().Edges.Where(edge => CanCarry(edge, template)))
            {
                if (edge.Queue is QueueNode queue)
                {
                    queues.Add(queue);
                }
                else if (edge.Exchange is ExchangeNode next && seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return queues;
    }

    /// <summary>Whether some key of the template matches the pattern.</summary>
    public bool CanMatch(KeyTemplate template, WordAutomaton pattern) => TemplateMatches.Of(template).Matches(pattern);

    /// <summary>
    /// A key of the template that no edge of the exchange surely takes; null when every one is taken. Bindings by headers and those made while
    /// running take nothing for sure.
    /// </summary>
    public string? FindUncovered(ExchangeModel exchange, KeyTemplate template, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Edge> edges = EdgesOf(exchange);
        if (edges.Any(static edge => edge.TakesAll))
        {
            return null;
        }

        WordAutomaton[] patterns = [.. edges.Select(static edge => edge.Pattern).OfType<WordAutomaton>()];
        return KeyAlgebra.FindUncovered(TemplateMatches.Of(template).Words, patterns, cancellationToken);
    }

    private void AddExchanges(IEnumerable<ExchangeModel> exchanges)
    {
        foreach (ExchangeModel exchange in exchanges.OrderBy(static exchange => exchange.Type.FullName, StringComparer.Ordinal))
        {
            string identity = Identity(exchange.Name, exchange.VirtualHost, exchange.Type);
            if (!_exchanges.TryGetValue(identity, out ExchangeNode? node))
            {
                _exchanges.Add(identity, node = new ExchangeNode(exchange));
            }

            node.Add(exchange);
            _exchangesByType[exchange.Type.FullName] = node;
        }
    }

    private void AddQueues(IEnumerable<QueueModel> queues)
    {
        foreach (QueueModel queue in queues)
        {
            string identity = Identity(queue.Name, queue.VirtualHost, queue.Type);
            if (!_queues.TryGetValue(identity, out QueueNode? node))
            {
                _queues.Add(identity, node = new QueueNode(queue));
            }

            node.Add(queue);
            _queuesByType[queue.Type.FullName] = node;
        }
    }

    private void AddBindings()
    {
        foreach (ExchangeNode destination in Exchanges)
        {
            foreach (ExchangeModel declaration in destination.Declarations)
            {
                AddEdges(declaration.Bindings, declaration.Type.Name, destination, null);
            }
        }

        foreach (QueueNode destination in Queues)
        {
            foreach (QueueModel declaration in destination.Declarations)
            {
                AddEdges(declaration.Bindings, declaration.Type.Name, null, destination);
            }
        }
    }

    private void AddEdges(IEnumerable<BindingModel> bindings, string name, ExchangeNode? exchange, QueueNode? queue)
    {
        foreach (BindingModel binding in bindings)
        {
            if (FindExchange(binding.Exchange) is ExchangeNode source)
            {
                source.Edges.AddRange(EdgeBuilder.Build(source.First, binding, name, exchange, queue));
            }
        }
    }

    /// <summary>A queue that the broker names, or a declaration that lacks its name, is only itself.</summary>
    private static string Identity(string name, string? virtualHost, TypeModel type) =>
        name.Length > 0 ? $"name {name} in {virtualHost ?? "/"}" : "type " + type.FullName;
}
