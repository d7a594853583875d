using System.Collections.Immutable;
using System.Globalization;

namespace TypedAmqp.Manifests;

/// <summary>The boxes and lines of a topology.</summary>
internal sealed class CardGraph
{
    private const int Colours = 8;
    private const int MostContracts = 10;
    private const int MostLines = 8;

    private readonly TopologyModel _topology;
    private readonly Dictionary<string, Card> _exchanges = [];
    private readonly Dictionary<string, Card> _queues = [];

    public CardGraph(TopologyModel topology)
    {
        _topology = topology;
        Arrivals arrivals = new(topology);
        foreach (DeclaredExchange exchange in topology.Exchanges)
        {
            Card card = _exchanges[exchange.Descriptor.Name] =
                new Card("exchange", exchange.Descriptor.Name, exchange.Descriptor.Type) { Colour = $"c{_exchanges.Count % Colours}" };
            Cards.Add(card);
        }

        foreach (DeclaredQueue queue in topology.Queues)
        {
            Card card = _queues[Arrivals.IdOf(queue)] = new Card(
                "queue", queue.Title, queue.Descriptor.Type == QueueType.Classic ? "queue" : queue.Descriptor.Type.ToString().ToLowerInvariant());
            Cards.Add(card);
        }

        foreach (DeclaredExchange exchange in topology.Exchanges)
        {
            Describe(exchange.Descriptor, _exchanges[exchange.Descriptor.Name]);
        }

        foreach (DeclaredQueue queue in topology.Queues)
        {
            Describe(queue, _queues[Arrivals.IdOf(queue)], arrivals.In(queue));
        }

        foreach (ServiceModel service in topology.Services)
        {
            Cards.Add(Service(service));
        }

        Gather("dead", "dead letters of {0} queues");
        Gather("other", "what nothing matches in {0} exchanges");
    }

    public List<Card> Cards { get; } = [];

    public List<CardEdge> Edges { get; } = [];

    private static string Short(string? contract) => contract is null ? "" : ClrType.Parse(contract).ShortName;

    private void Describe(ExchangeDescriptor exchange, Card card)
    {
        string facts = string.Join(" · ", new[] { exchange.Durable ? null : "transient", exchange.AutoDelete ? "auto-delete" : null, exchange.Internal
            ? "internal"
            : null, exchange.External ? "external" : null }.OfType<string>()
            .Concat(exchange.Arguments.Where(static argument => argument.Key != "alternate-exchange")
                .Select(static argument => $"{argument.Key} {ArgumentText.Of(argument.Value)}")));
        if (facts.Length > 0)
        {
            card.Add(new CardRow(facts, "", "fact"));
        }

        foreach (RouteModel route in _topology.Routes.Where(route => route.Exchange == exchange.Name))
        {
            card.Add(new CardRow(Short(route.Contract), route.Key.Text, "contract"));
        }

        Bind(card, _topology.Bindings.Where(binding => binding.ToExchange && binding.Destination == exchange.Name));
        if (exchange.AlternateExchange is string alternate && _exchanges.TryGetValue(alternate, out Card? target))
        {
            int row = card.Add(new CardRow($"what nothing matches → {alternate}", "", "other"));
            Edges.Add(new CardEdge(
                card, Card.RowPort(row), target, Card.HeaderPort, "other", $"{exchange.Name}: what no binding matches goes to {alternate}"));
        }
    }

    private void Describe(DeclaredQueue queue, Card card, ImmutableArray<string> arriving)
    {
        foreach (string fact in QueueFacts.Of(queue.Descriptor with { Type = QueueType.Classic }))
        {
            card.Add(new CardRow(fact, "", "fact"));
        }

        Bind(card, queue.Descriptor.IsServerNamed
            ? queue.Descriptor.Bindings
            : _topology.Bindings.Where(binding => !binding.ToExchange && binding.Destination == queue.Descriptor.Name));
        foreach (string source in queue.RunTimeSources)
        {
            int row = card.Add(new CardRow("keys chosen while running", "", "fact"));
            Edges.Add(new CardEdge(
                _exchanges[source], Card.HeaderPort, card, Card.RowPort(row), "late", $"{source} → {queue.Title}: keys chosen while running"));
        }

        RouteModel[] sent = [.. _topology.Routes.Where(route => route.Exchange.Length == 0 && route.Key.Text == queue.Descriptor.Name)];
        foreach (string contract in arriving.Length <= MostContracts ? arriving : arriving[..(MostContracts - 1)])
        {
            card.Add(new CardRow(Short(contract), sent.Any(route => route.Contract == contract) ? "sent to it" : "", "contract"));
        }

        if (arriving.Length > MostContracts)
        {
            card.Add(new CardRow($"and {arriving.Length - MostContracts + 1} other contracts", "", "fact"));
        }

        if (queue.Descriptor.DeadLetterExchange is string exchange)
        {
            Card? target = exchange.Length > 0 ? _exchanges.GetValueOrDefault(exchange) : QueueFacts.DeadLetterKey(queue.Descriptor) is string key
                ? _queues.GetValueOrDefault(key)
                : null;
            string other = exchange.Length > 0 ? exchange : QueueFacts.DeadLetterKey(queue.Descriptor) ?? "";
            string word = queue.Descriptor.Purpose == QueuePurpose.Delay ? "expired" : "dead letters";
            int row = card.Add(new CardRow($"{word} → {other}", "", "dead"));
            if (target is not null)
            {
                Edges.Add(new CardEdge(card, Card.RowPort(row), target, Card.HeaderPort, "dead", $"{queue.Title}: {word} go to {other}"));
            }
        }
    }

    private void Bind(Card card, IEnumerable<BindingDescriptor> bindings)
    {
        foreach (IGrouping<string, BindingDescriptor> group in bindings.GroupBy(static binding => binding.Source))
        {
            int first = card.Rows.Count;
            foreach (BindingDescriptor binding in group)
            {
                string arguments = ArgumentText.Of(binding.Arguments);
                card.Add(new CardRow(binding.RoutingKey.Length > 0 || arguments.Length > 0
                    ? $"{binding.RoutingKey}{(binding.RoutingKey.Length > 0 && arguments.Length > 0 ? " " : "")}{arguments}"
                    : "everything", "", "key"));
            }

            if (_exchanges.TryGetValue(group.Key, out Card? source))
            {
                string keys = string.Join(", ", group.Select(static binding => binding.RoutingKey).Where(static key => key.Length > 0));
                Edges.Add(new CardEdge(
                    source, Card.HeaderPort, card, Card.RowPort(first), "bind", $"{group.Key} → {card.Title}{(keys.Length > 0 ? ": " + keys : "")}"));
            }
        }
    }

    /// <summary>
    /// Where half a topology leads to one place, lines to it hide everything else, and pull together what does not belong together: each box says it,
    /// and so does the place.
    /// </summary>
    private void Gather(string style, string text)
    {
        IGrouping<Card, CardEdge>[] places = [.. Edges.Where(edge => edge.Style == style).GroupBy(static edge => edge.To)];
        foreach (IGrouping<Card, CardEdge> group in places.Where(static group => group.Count() > MostLines))
        {
            group.Key.Add(new CardRow(string.Format(CultureInfo.InvariantCulture, text, group.Count()), "", style));
            Edges.RemoveAll(edge => edge.Style == style && edge.To == group.Key);
        }
    }

    private static Card Service(ServiceModel service)
    {
        Card card = new("service", service.Name, "RPC");
        if (!service.Durable || service.External)
        {
            card.Add(new CardRow(service.External ? "external" : "transient", "", "fact"));
        }

        foreach (ServiceMethodModel method in service.Methods)
        {
            string name = method.Name[(method.Name.LastIndexOf('.') + 1)..];
            string reply = method.IsOneWay ? "" : method.Reply is null ? " → done" : $" → {Short(method.Reply)}{(method.IsStream ? " …" : "")}";
            card.Add(new CardRow(
                $"{name}({Short(method.Request)}){reply}",
                method.Timeout is TimeSpan timeout ? QueueFacts.Time((long)timeout.TotalMilliseconds) : "",
                "contract"));
        }

        return card;
    }
}
