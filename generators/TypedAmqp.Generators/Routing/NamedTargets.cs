using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>
/// Alternate exchanges and the ends of dead letters that arguments of the broker name, found among the declarations: messages go there as they do
/// where an attribute says so.
/// </summary>
internal sealed class NamedTargets
{
    private readonly Lazy<Dictionary<(string Name, string? VirtualHost), string>> _exchanges;
    private readonly Lazy<Dictionary<(string Name, string? VirtualHost), string>> _queues;

    public NamedTargets(IReadOnlyCollection<ExchangeModel> exchanges, IReadOnlyCollection<QueueModel> queues)
    {
        // Few programs name any.
        _exchanges = new(() => Index(exchanges.Select(static exchange => (exchange.Name, exchange.VirtualHost, exchange.Type.FullName))));
        _queues = new(() => Index(queues.Select(static queue => (queue.Name, queue.VirtualHost, queue.Type.FullName))));
    }

    /// <summary>The exchange with its alternate. One that nobody declares is none of this graph's: the text then is the name of no type.</summary>
    public ExchangeModel Resolve(ExchangeModel exchange) =>
        exchange.AlternateExchange is null && Argument(exchange.Arguments, "alternate-exchange") is { Length: > 0 } name
            ? exchange with { AlternateExchange = Find(_exchanges.Value, name, exchange.VirtualHost) ?? "" }
            : exchange;

    /// <summary>The queue with the exchange or queue that its dead letters go to, where that is declared.</summary>
    public QueueModel Resolve(QueueModel queue)
    {
        if (queue is not { DeadLetter: null, Retry: null } || Argument(queue.Arguments, "x-dead-letter-exchange") is not string name)
        {
            return queue;
        }

        string? key = Argument(queue.Arguments, "x-dead-letter-routing-key");
        string? target = name.Length > 0 ? Find(_exchanges.Value, name, queue.VirtualHost)
            : key is not null ? Find(_queues.Value, key, queue.VirtualHost)
            : null;
        return target is null ? queue : queue with { DeadLetter = new DeadLetterModel(target, name, key, AtLeastOnce: false) };
    }

    private static string? Argument(EquatableArray<ArgumentModel> arguments, string name) =>
        arguments.FirstOrDefault(argument => argument.Name == name && argument.Kind == ArgumentKind.String)?.Value;

    private static string? Find(Dictionary<(string Name, string? VirtualHost), string> index, string name, string? virtualHost) =>
        index.TryGetValue((name, virtualHost), out string? type) ? type : null;

    private static Dictionary<(string Name, string? VirtualHost), string> Index(IEnumerable<(string Name, string? VirtualHost, string Type)> entities) =>
        entities
        .GroupBy(static entity => (entity.Name, entity.VirtualHost))
        .ToDictionary(static same => same.Key, static same => same.First().Type);
}
