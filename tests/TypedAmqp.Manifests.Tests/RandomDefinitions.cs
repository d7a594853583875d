namespace TypedAmqp.Manifests.Tests;

/// <summary>
/// What might be on somebody's broker: names that are none in C#, every kind of argument, bindings of every kind. The same for the same number.
/// </summary>
internal sealed class RandomDefinitions(int seed)
{
    private static readonly string[] Words =
    [
        "orders", "Orders", "ORDERS", "order.placed", "class", "string", "Task", "queue", "exchange", "binding", "topology", "system", "global",
        "typedamqp", "descriptor", "name", "2nd",
        "päckchen", "注文", "заказ", "ελ", "🚚 lorry", "a b", "say \"hi\"", "back\\slash", "{brace}", "<tag>", "it's", "x/y", "$1", "a\u0301", "٣three",
        "\u2028line", "%2F", "--", "tab\there",
    ];

    private static readonly string[] Keys = ["", "#", "*.placed", "order.#", "a..b", "{not.a.placeholder}", "mit leer", "\"", "ключ"];

    private readonly Random _random = new(seed);

    public BrokerTopology Create()
    {
        ExchangeDescriptor[] exchanges = [.. Names(_random.Next(1, 8)).Select(Exchange)];
        QueueDescriptor[] queues = [.. Names(_random.Next(1, 8)).Select(Queue)];
        IEnumerable<BindingDescriptor> bindings = Enumerable.Range(0, _random.Next(12))
            .Select(_ => Binding(exchanges, queues))
            .OfType<BindingDescriptor>();
        return new BrokerTopology(_random.Next(3) == 0 ? "/" : Name())
        {
            Exchanges = [.. exchanges],
            Queues = [.. queues],
            Bindings = [.. bindings.DistinctBy(TopologyDrift.NameOf)],
        };
    }

    private ExchangeDescriptor Exchange(string name) => new(name, Of("direct", "fanout", "topic", "headers", "x-random", "x-consistent-hash"))
    {
        Durable = Yes(),
        AutoDelete = !Yes(),
        Internal = !Yes(),
        Arguments = Sorted([.. Yes() ? Array.Empty<KeyValuePair<string, object>>() : [new("alternate-exchange", Name())], .. Arguments("ä-")]),
    };

    private QueueDescriptor Queue(string name)
    {
        string? type = Of(null, "classic", "quorum", "stream");
        KeyValuePair<string, object>[] known =
        [
            new("x-message-ttl", (long)_random.Next(100_000_000)), new("x-max-length", 5_000_000_000L), new(
                "x-overflow", Of("drop-head", "reject-publish", "sideways")),
            new("x-dead-letter-exchange", Yes() ? "" : Name()), new("x-dead-letter-routing-key", Name()),
            new("x-max-age", Of("7D", "90m", "1Y", "never")), new("x-queue-mode", Of("lazy", "default", "eager")),
            new("x-single-active-consumer", Yes()), new("x-delivery-limit", (long)_random.Next(-1, 20)), new("x-max-priority", 10L), new(
                "x-queue-leader-locator", Of("client-local", "random")),
        ];
        return new QueueDescriptor(name)
        {
            Type = type switch { "quorum" => QueueType.Quorum, "stream" => QueueType.Stream, _ => QueueType.Classic },
            Durable = Yes(),
            AutoDelete = !Yes(),
            Arguments = Sorted([.. type is null
                ? Array.Empty<KeyValuePair<string, object>>()
                : [new("x-queue-type", type)], .. known.Where(_ => !Yes()), .. Arguments("x-own ")]),
        };
    }

    private BindingDescriptor? Binding(ExchangeDescriptor[] exchanges, QueueDescriptor[] queues)
    {
        ExchangeDescriptor source = Of(exchanges);
        bool toExchange = !Yes();
        string destination = toExchange ? Of(exchanges).Name : Of(queues).Name;
        bool byHeaders = source.Type == "headers";
        return new BindingDescriptor(source.Name, destination, byHeaders ? "" : Of(Keys), toExchange)
        {
            Arguments = byHeaders ? Sorted([new("x-match", Of("all", "any", "all-with-x", "any-with-x")), .. Arguments("h ")]) : [],
        };
    }

    private IEnumerable<KeyValuePair<string, object>> Arguments(string prefix) => Enumerable.Range(0, _random.Next(3))
        .Select(index => KeyValuePair.Create<string, object>(
            prefix + index, Of<object>(true, false, 0L, -1L, long.MaxValue, long.MinValue, 0.5, -1e-9, 1.5e30, "", "text", "\"\\\n\u0001", "🚚")));

    private static System.Collections.Immutable.ImmutableArray<KeyValuePair<string, object>> Sorted(params IEnumerable<KeyValuePair<string, object>> arguments) =>
        [.. arguments.OrderBy(static argument => argument.Key, StringComparer.Ordinal)];

    private IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(_ => Name()).Distinct();

    private string Name() => Yes() ? Of(Words) : Of(Words) + Of(".", "-", "_", " ", "") + Of(Words);

    private bool Yes() => _random.Next(3) > 0;

    private T Of<T>(params T[] items) => items[_random.Next(items.Length)];
}
