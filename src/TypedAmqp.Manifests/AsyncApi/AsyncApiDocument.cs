using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TypedAmqp.Manifests;

/// <summary>
/// A topology as an AsyncAPI 3.0 document with AMQP bindings: a channel for each routing key of an exchange, for each queue and for each service; an
/// operation for each publish, consumer and call; JSON Schemas of what travels.
/// </summary>
public static class AsyncApiDocument
{
    private const string Bindings = "0.3.0";

    private static readonly JsonWriterOptions Layout =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="topology">The topology.</param>
    /// <param name="version">The version of what the document describes.</param>
    public static string Write(TopologyModel topology, string version = "1.0.0")
    {
        ArgumentNullException.ThrowIfNull(topology);
        JsonSchemas schemas = new(topology);
        AsyncApiMessages messages = new(topology, schemas);
        JsonObject channels = [];
        JsonObject operations = [];
        AddRoutes(topology, messages, channels, operations);
        AddQueues(topology, messages, channels, operations);
        AddServices(topology, messages, channels, operations);
        JsonObject document = new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = topology.Name, ["version"] = version },
            ["defaultContentType"] = "application/json",
            ["channels"] = channels,
            ["operations"] = operations,
            ["components"] = new JsonObject { ["messages"] = messages.ToJson(), ["schemas"] = new JsonObject(
                schemas.All().Select(static item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))) },
        };
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Layout))
        {
            document.WriteTo(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void AddRoutes(TopologyModel topology, AsyncApiMessages messages, JsonObject channels, JsonObject operations)
    {
        Dictionary<string, ExchangeDescriptor> exchanges = topology.Exchanges.ToDictionary(
            static exchange => exchange.Descriptor.Name, static exchange => exchange.Descriptor);
        foreach (IGrouping<(string Exchange, string Key), RouteModel> routes in topology.Routes.Where(static route => route.Exchange.Length > 0)
            .GroupBy(static route => (route.Exchange, route.Key.Text)))
        {
            RouteKey key = routes.First().Key;
            ExchangeDescriptor exchange = exchanges[routes.Key.Exchange];
            JsonObject binding = new()
            {
                ["is"] = "routingKey",
                ["exchange"] = Exchange(exchange, topology.VirtualHost),
                ["bindingVersion"] = Bindings,
            };
            AddArguments(binding, exchange.Arguments);
            string id = Unique(channels, "exchange." + routes.Key.Exchange + (key.Text.Length == 0 ? "" : "." + key.Text));
            JsonObject channel = new()
            {
                ["address"] = string.Concat(key.Parts.Select(static part => part.Literal ?? $"{{{part.Property}}}")),
                ["title"] = $"{exchange.Name} ({exchange.Type})",
                ["messages"] = messages.References(routes.Select(static route => route.Contract)),
            };
            if (key.Parts.Any(static part => part.Property is not null))
            {
                channel["parameters"] = new JsonObject(key.Parts.Where(static part => part.Property is not null)
                    .DistinctBy(static part => part.Property)
                    .Select(static part => KeyValuePair.Create(part.Property!, (JsonNode?)Parameter(part))));
            }

            channel["bindings"] = new JsonObject { ["amqp"] = binding };
            channels[id] = channel;
            operations[Unique(operations, "publish." + id)] = Operation("send", id, routes.Select(static route => route.Contract), messages, new JsonObject
            {
                ["deliveryMode"] = routes.First().Persistent ? 2 : 1,
                ["mandatory"] = routes.First().Mandatory,
                ["bindingVersion"] = Bindings,
            });
        }
    }

    private static void AddQueues(TopologyModel topology, AsyncApiMessages messages, JsonObject channels, JsonObject operations)
    {
        Arrivals arrivals = new(topology);
        ILookup<string, RouteModel> sent = topology.Routes.Where(static route => route.Exchange.Length == 0).ToLookup(static route => route.Key.Text);
        foreach (DeclaredQueue queue in topology.Queues)
        {
            ImmutableArray<string> arriving = arrivals.In(queue);
            JsonObject binding = new() { ["is"] = "queue", ["queue"] = Queue(queue.Descriptor, topology.VirtualHost), ["bindingVersion"] = Bindings };
            AddArguments(binding, queue.Descriptor.Arguments);
            AddBindings(binding, topology.Bindings.Where(item => !item.ToExchange
                && item.Destination == queue.Descriptor.Name
                && !queue.Descriptor.IsServerNamed).Concat(queue.Descriptor.Bindings));
            string id = Unique(channels, "queue." + queue.Title);
            channels[id] = new JsonObject
            {
                ["address"] = queue.Descriptor.IsServerNamed ? null : queue.Descriptor.Name,
                ["title"] = queue.Title,
                ["messages"] = messages.References(arriving),
                ["bindings"] = new JsonObject { ["amqp"] = binding },
            };
            if (sent[queue.Descriptor.Name].ToArray() is [RouteModel first, ..] routes)
            {
                operations[Unique(operations, "publish." + id)] = Operation("send", id, routes.Select(static route => route.Contract), messages, new JsonObject
                {
                    ["deliveryMode"] = first.Persistent ? 2 : 1,
                    ["mandatory"] = first.Mandatory,
                    ["bindingVersion"] = Bindings,
                });
            }

            if (queue.Descriptor.Purpose == QueuePurpose.Consumed && arriving.Length > 0)
            {
                operations[Unique(operations, "consume." + id)] = Operation(
                    "receive", id, arriving, messages, new JsonObject { ["ack"] = true, ["bindingVersion"] = Bindings });
            }
        }
    }

    private static void AddServices(TopologyModel topology, AsyncApiMessages messages, JsonObject channels, JsonObject operations)
    {
        foreach (ServiceModel service in topology.Services)
        {
            string id = Unique(channels, "service." + service.Name);
            channels[id] = new JsonObject
            {
                ["address"] = service.Name,
                ["title"] = $"RPC service {service.Name}",
                ["messages"] = messages.References(service.Methods.Select(static method => method.Request).OfType<string>()),
                ["bindings"] = new JsonObject
                {
                    ["amqp"] =
                        new JsonObject { ["is"] = "queue", ["queue"] = Queue(service.Queue, topology.VirtualHost), ["bindingVersion"] = Bindings },
                },
            };
            string replies = Unique(channels, "replies." + service.Name);
            if (service.Methods.Any(static method => !method.IsOneWay))
            {
                channels[replies] = new JsonObject
                {
                    ["address"] = null,
                    ["title"] = $"Replies of {service.Name}, where the request's reply_to says",
                    ["messages"] = messages.References(service.Methods.Select(static method => method.Reply).OfType<string>()),
                };
            }

            foreach (ServiceMethodModel method in service.Methods)
            {
                JsonObject operation = Operation(
                    "receive",
                    id,
                    method.Request is null ? [] : [method.Request],
                    messages,
                    new JsonObject { ["ack"] = true, ["bindingVersion"] = Bindings });
                operation["title"] = method.Name;
                if (!method.IsOneWay)
                {
                    operation["reply"] = new JsonObject
                    {
                        ["address"] = new JsonObject { ["location"] = "$message.header#/reply_to" },
                        ["channel"] = Reference("channels", replies),
                        ["messages"] = messages.References(replies, method.Reply is null ? [] : [method.Reply]),
                    };
                }

                operations[Unique(operations, "serve." + method.Name)] = operation;
            }
        }
    }

    private static JsonObject Operation(string action, string channel, IEnumerable<string> contracts, AsyncApiMessages messages, JsonObject binding) => new()
    {
        ["action"] = action,
        ["channel"] = Reference("channels", channel),
        ["messages"] = messages.References(channel, contracts),
        ["bindings"] = new JsonObject { ["amqp"] = binding },
    };

    internal static JsonObject Reference(params string[] path) => new() { ["$ref"] = "#/" + string.Join('/', path) };

    private static JsonObject Parameter(RouteKeyPart part)
    {
        // No location: a key has words where JSON may have numbers, and formats of its own.
        JsonObject parameter = new() { ["description"] = $"From the property {part.Property}." };
        if (!part.Words.IsEmpty)
        {
            parameter["enum"] = new JsonArray([.. part.Words.Distinct().Select(static word => (JsonNode)word)]);
        }

        return parameter;
    }

    private static JsonObject Exchange(ExchangeDescriptor exchange, string? virtualHost)
    {
        JsonObject json =
            new() { ["name"] = exchange.Name, ["durable"] = exchange.Durable, ["autoDelete"] = exchange.AutoDelete, ["vhost"] = virtualHost ?? "/" };
        json[exchange.Type is "topic" or "direct" or "fanout" or "headers" ? "type" : "x-type"] = exchange.Type;
        return json;
    }

    private static JsonObject Queue(QueueDescriptor queue, string? virtualHost) => new()
    {
        ["name"] = queue.Name,
        ["durable"] = queue.Durable,
        ["exclusive"] = queue.Exclusive,
        ["autoDelete"] = queue.AutoDelete,
        ["vhost"] = virtualHost ?? "/",
    };

    private static void AddArguments(JsonObject binding, ImmutableArray<KeyValuePair<string, object>> arguments)
    {
        if (!arguments.IsEmpty)
        {
            binding["x-arguments"] = Arguments(arguments);
        }
    }

    private static JsonObject Arguments(ImmutableArray<KeyValuePair<string, object>> arguments) => new(arguments.Select(static argument => KeyValuePair.Create(argument.Key, (JsonNode?)(argument.Value switch
    {
        bool flag => flag,
        long number => number,
        double number => number,
        object other => ArgumentText.Of(other),
    }))));

    private static void AddBindings(JsonObject binding, IEnumerable<BindingDescriptor> bindings)
    {
        JsonArray items = [];
        foreach (BindingDescriptor item in bindings)
        {
            JsonObject json = new() { ["exchange"] = item.Source, ["routingKey"] = item.RoutingKey };
            if (!item.Arguments.IsEmpty)
            {
                json["arguments"] = Arguments(item.Arguments);
            }

            items.Add((JsonNode)json);
        }

        if (items.Count > 0)
        {
            binding["x-bindings"] = items;
        }
    }

    /// <summary>An identifier that can stand in a reference as it is, and is not there yet.</summary>
    private static string Unique(JsonObject among, string name)
    {
        string plain = string.Concat(
            name.Select(static character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '_'));
        string unique = plain;
        for (int number = 2; among.ContainsKey(unique); number++)
        {
            unique = $"{plain}.{number}";
        }

        return unique;
    }
}
