using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>Makes topologies of a manifest's JSON.</summary>
internal static class ManifestReader
{
    public static ImmutableArray<TopologyModel> Read(string json, IEnumerable<string> referenced)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            ShapeReader shapes = new();
            shapes.Add(root);
            foreach (string other in referenced)
            {
                using JsonDocument beside = JsonDocument.Parse(other);
                shapes.Add(beside.RootElement);
            }

            string? first = root.Text("topology");
            return [.. Names(root, first).Select(name => Topology(root, name, first, shapes))];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                $"The manifest is not what this command reads: {fault.Message} Use the command of the version that built the assembly.", fault);
        }
    }

    private static IEnumerable<string> Names(JsonElement root, string? first) => new[] { first ?? root.Text("assembly") ?? "" }
        .Concat(Entities(root).Select(static entity => entity.Text("topology")).OfType<string>().Order(StringComparer.Ordinal))
        .Distinct();

    private static IEnumerable<JsonElement> Entities(JsonElement root) =>
        root.Items("exchanges").Concat(root.Items("queues")).Concat(root.Items("services"));

    private static TopologyModel Topology(JsonElement root, string name, string? first, ShapeReader shapes)
    {
        bool isFirst = first is null || name == first;
        JsonElement[] queues = [.. Own("queues")];
        HashSet<string> sources =
            [.. queues.SelectMany(static queue => queue.Items("bindings")).Select(static binding => binding.Required("exchange"))];

        // An exchange of another assembly has no topology here; it is declared with the queues that refer to it.
        JsonElement[] exchanges =
        [
            .. root.Items("exchanges").Where(
                exchange => BelongsHere(exchange) || (isFirst && IsForeign(exchange)) || sources.Contains("global::" + exchange.DeclaringType())),
        ];
        Dictionary<string, string> names = exchanges.ToDictionary(
            static exchange => exchange.DeclaringType(), static exchange => exchange.Required("name"));
        DeclaredQueue[] declared = [.. queues.Select(queue => Queue(queue, names))];
        (DeclaredQueue Queue, RetryDescriptor Retry)[] retried =
            [.. declared.Where(static queue => queue.Descriptor is { IsServerNamed: false, Retry: not null })
                .Select(static queue => (queue, queue.Descriptor.Retry!))];
        return new TopologyModel(name)
        {
            VirtualHost = Entities(root)
                .Where(BelongsHere)
                .Select(static entity => entity.Text("virtualHost"))
                .FirstOrDefault(static host => host is not null),
            Exchanges =
            [
                .. exchanges.Select(static exchange => new DeclaredExchange(exchange.DeclaringType(), Exchange(exchange)))
                    .Concat(retried.SelectMany(static item => RetryLowering.Exchanges(item.Queue, item.Retry)))
                    .OrderBy(static exchange => exchange.Descriptor.Name, StringComparer.Ordinal),
            ],
            Queues =
            [
                .. declared.Concat(declared.SelectMany(RetryLowering.Queues))
                    .OrderBy(static queue => queue.Title, StringComparer.Ordinal)
                    .ThenBy(static queue => queue.Type, StringComparer.Ordinal),
            ],
            Bindings =
            [
                .. exchanges.Where(static exchange => !exchange.Flag("external"))
                    .SelectMany(exchange => Bindings(exchange, exchange.Required("name"), toExchange: true, names)),
                .. queues.Where(static queue => queue.Required("name").Length > 0 && !queue.Flag("external"))
                    .SelectMany(queue => Bindings(queue, queue.Required("name"), toExchange: false, names)),
                .. retried.SelectMany(static item => RetryLowering.Bindings(item.Queue, item.Retry)),
            ],
            Routes =
            [
                .. exchanges.SelectMany(static exchange => exchange.Items("routes")
                    .Select(route => Route(exchange.Required("name"), route, Key(route.GetProperty("key"))))),
                .. queues.SelectMany(static queue => queue.Items("sends").Select(send => Route("", send, RouteKey.Of(queue.Required("name"))))),
            ],
            Services = [.. Own("services").Select(Service).OrderBy(static service => service.Name, StringComparer.Ordinal)],
            Contracts = shapes.Contracts,
            Shapes = shapes.Shapes,
        };

        bool BelongsHere(JsonElement entity) => entity.Text("topology") is string own ? own == name : isFirst;

        IEnumerable<JsonElement> Own(string kind) => root.Items(kind).Where(BelongsHere);
    }

    private static bool IsForeign(JsonElement exchange) =>
        exchange.GetProperty("type") is { ValueKind: JsonValueKind.Object } type && type.Text("assembly") is not null;

    private static ExchangeDescriptor Exchange(JsonElement exchange) => new(exchange.Required("name"), exchange.Required("wireType"))
    {
        Durable = exchange.Flag("durable"),
        AutoDelete = exchange.Flag("autoDelete"),
        Internal = exchange.Flag("internal"),
        External = exchange.Flag("external"),
        Arguments = Arguments(exchange),
    };

    private static DeclaredQueue Queue(JsonElement queue, Dictionary<string, string> names)
    {
        string name = queue.Required("name");
        long[]? delays = queue.Object("retry") is JsonElement retry ? [.. retry.Items("delays").Select(static delay => delay.GetInt64())] : null;
        QueueDescriptor descriptor = new(name)
        {
            Type = Member<QueueType>(queue, "kind"),
            Durable = queue.Flag("durable"),
            Exclusive = queue.Flag("exclusive"),
            AutoDelete = queue.Flag("autoDelete"),
            External = queue.Flag("external"),
            Purpose = Member<QueuePurpose>(queue, "purpose"),
            Arguments = Arguments(queue),
            Bindings = name.Length == 0 ? [.. Bindings(queue, "", toExchange: false, names)] : [],
            Retry = delays is null || name.Length == 0
                ? null
                : new RetryDescriptor(RetryLowering.ExchangeOf(name), [.. delays.Select(static delay => TimeSpan.FromMilliseconds(delay))]),
        };
        return new DeclaredQueue(queue.DeclaringType(), descriptor)
        {
            RunTimeSources =
                [.. queue.Items("bindings").Where(static binding => binding.Flag("atRunTime")).Select(binding => names[Source(binding)])],
        };
    }

    private static IEnumerable<BindingDescriptor> Bindings(JsonElement entity, string destination, bool toExchange, Dictionary<string, string> names) =>
        from binding in entity.Items("bindings")
        where names.ContainsKey(Source(binding))
        from key in binding.Items("keys")
        select new BindingDescriptor(names[Source(binding)], destination, key.GetString()!, toExchange) { Arguments = Arguments(binding) };

    private static string Source(JsonElement binding) => ManifestElements.Plain(binding.Required("exchange"));

    private static RouteModel Route(string exchange, JsonElement route, RouteKey key)
    {
        JsonElement options = route.GetProperty("options");
        return new RouteModel(exchange, ManifestElements.Plain(route.GetProperty("message").Required("typeName")), key)
        {
            Persistent = options.Flag("persistent"),
            Mandatory = options.Flag("mandatory"),
            Headers = [.. route.GetProperty("message")
                .Items("headers")
                .Select(static header => new HeaderModel(header.Required("name"), header.Text("kind") ?? "", header.Flag("isNullable")))],
        };
    }

    private static RouteKey Key(JsonElement key) => key.ValueKind == JsonValueKind.String ? RouteKey.Of(key.GetString()!) : new RouteKey(
        key.Required("text"),
        [
            .. key.Items("parts").Select(static part => new RouteKeyPart(part.Text("literal"), part.Text("property"))
            {
                Words = [.. part.Items("words").Select(static word => word.Required("word"))],
                IsOneWord = part.Flag("isOneWord"),
            }),
        ]);

    private static ServiceModel Service(JsonElement service) => new(service.DeclaringType(), service.Required("name"))
    {
        Durable = service.Flag("durable"),
        External = service.Flag("external"),
        Methods =
        [
            .. service.Items("methods").Select(static method => new ServiceMethodModel(
                method.Required("wireName"), Message(method, "request"), Message(method, "reply"))
            {
                IsOneWay = method.Text("kind") == "oneWay",
                IsStream = method.Text("kind") == "stream",
                Timeout = method.Number("timeoutMilliseconds") is long milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            }),
        ],
    };

    private static string? Message(JsonElement method, string member) =>
        method.Object(member) is JsonElement message ? ManifestElements.Plain(message.Required("typeName")) : null;

    private static ImmutableArray<KeyValuePair<string, object>> Arguments(JsonElement entity) =>
        [.. entity.Items("arguments").Select(static argument => KeyValuePair.Create(argument.Required("name"), Value(argument)))];

    private static object Value(JsonElement argument)
    {
        string value = argument.Text("value") ?? "";
        return argument.Text("kind") switch
        {
            "boolean" => value == "true",
            "integer" => long.Parse(value, CultureInfo.InvariantCulture),
            "number" => double.Parse(value, CultureInfo.InvariantCulture),
            _ => value,
        };
    }

    private static T Member<T>(JsonElement element, string member)
        where T : struct, Enum => element.Text(member) is string name ? Enum.Parse<T>(name, ignoreCase: true) : default;
}
