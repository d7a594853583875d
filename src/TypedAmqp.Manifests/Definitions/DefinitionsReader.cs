using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>Reads what RabbitMQ writes of exchanges, queues and bindings.</summary>
internal static class DefinitionsReader
{
    public static ImmutableArray<BrokerTopology> Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || (root.Object("queues") is null && root.Object("exchanges") is null))
        {
            throw new InvalidDataException("These are no definitions of RabbitMQ: they have neither 'queues' nor 'exchanges'.");
        }

        // A file of one virtual host names it once, or nowhere.
        string single = root.Text("vhost") ?? "/";
        IEnumerable<string> hosts = new[] { "exchanges", "queues", "bindings" }.SelectMany(kind => root.Items(kind)).Select(Host);
        return
        [
            .. hosts.Distinct().Order(StringComparer.Ordinal).Select(host => new BrokerTopology(host)
            {
                Exchanges = [.. root.Items("exchanges")
                    .Where(item => Host(item) == host)
                    .Where(static item => !IsPredeclared(item.Required("name")))
                    .Select(Exchange)],
                Queues = [.. root.Items("queues").Where(item => Host(item) == host).Select(Queue)],
                Bindings = [.. root.Items("bindings")
                    .Where(item => Host(item) == host)
                    .Where(static item => item.Required("source").Length > 0)
                    .Select(Binding)],
                Policies = [.. root.Items("policies").Where(item => Host(item) == host).Select(Policy)],
            }),
        ];

        string Host(JsonElement item) => item.Text("vhost") ?? single;
    }

    public static bool IsPredeclared(string exchange) => exchange.Length == 0 || exchange.StartsWith("amq.", StringComparison.Ordinal);

    public static ExchangeDescriptor Exchange(JsonElement exchange) => new(exchange.Required("name"), exchange.Required("type"))
    {
        Durable = exchange.Flag("durable"),
        AutoDelete = exchange.Flag("auto_delete"),
        Internal = exchange.Flag("internal"),
        Arguments = Arguments(exchange),
    };

    public static QueueDescriptor Queue(JsonElement queue)
    {
        ImmutableArray<KeyValuePair<string, object>> arguments = Arguments(queue);
        return new QueueDescriptor(queue.Required("name"))
        {
            Type = arguments.FirstOrDefault(static argument => argument.Key == "x-queue-type").Value switch
            {
                "quorum" => QueueType.Quorum,
                "stream" => QueueType.Stream,
                _ => QueueType.Classic,
            },
            Durable = queue.Flag("durable"),
            Exclusive = queue.Object("exclusive") is { ValueKind: JsonValueKind.True },
            AutoDelete = queue.Flag("auto_delete"),
            Arguments = arguments,
        };
    }

    public static BindingDescriptor Binding(JsonElement binding) => new(
        binding.Required("source"), binding.Required("destination"), binding.Text("routing_key")
            ?? "", binding.Text("destination_type") == "exchange")
    {
        Arguments = Arguments(binding),
    };

    private static string Policy(JsonElement policy)
    {
        using MemoryStream definition = new();
        using (Utf8JsonWriter writer = new(definition))
        {
            policy.GetProperty("definition").WriteTo(writer);
        }

        return $"The policy '{policy.Required("name")}', which gives {Encoding.UTF8.GetString(definition.ToArray())} to what matches '{policy.Required("pattern")}', "
            + "stays on the broker: declarations say arguments, and nothing of policies.";
    }

    private static ImmutableArray<KeyValuePair<string, object>> Arguments(JsonElement item) => item.Object("arguments")
        is { ValueKind: JsonValueKind.Object } arguments
        ?
        [
            .. arguments.EnumerateObject()
                .Select(static argument => KeyValuePair.Create(argument.Name, Value(argument.Value)))
                .OrderBy(static argument => argument.Key, StringComparer.Ordinal),
        ]
        : [];

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt64(out long number) ? (object)number : value.GetDouble(),
        JsonValueKind.String => value.GetString()!,

        // A table or a list: kept as what it is, for a message; declarations cannot say it.
        _ => new OtherArgument(value.GetRawText()),
    };
}
