using System.Text.Json.Nodes;

namespace TypedAmqp.Manifests;

/// <summary>The messages of an AsyncAPI document: one for each contract.</summary>
internal sealed class AsyncApiMessages
{
    private readonly TopologyModel _topology;
    private readonly JsonSchemas _schemas;
    private readonly SortedDictionary<string, ContractModel> _contracts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = [];

    public AsyncApiMessages(TopologyModel topology, JsonSchemas schemas)
    {
        _topology = topology;
        _schemas = schemas;
        Dictionary<string, ContractModel> known = topology.Contracts.ToDictionary(static contract => contract.Type);
        IEnumerable<string> used = topology.Routes.Select(static route => route.Contract)
            .Concat(topology.Services.SelectMany(static service => service.Methods)
                .SelectMany(static method => new[] { method.Request, method.Reply })
                .OfType<string>());
        foreach (string type in used.Distinct())
        {
            // A type of an assembly that is not beside this one: its name is all that is known.
            ContractModel contract = known.GetValueOrDefault(type) ?? new ContractModel(type, null, MessageFormat.Json);
            string name = contract.Name;
            for (int number = 2; _contracts.ContainsKey(name); number++)
            {
                name = contract.Name + number;
            }

            _contracts.Add(name, contract);
            _names.Add(type, name);
        }
    }

    /// <summary>The messages of a channel.</summary>
    public JsonObject References(IEnumerable<string> contracts) =>
        new(Names(contracts).Select(static name => KeyValuePair.Create(name, (JsonNode?)AsyncApiDocument.Reference("components", "messages", name))));

    /// <summary>The messages of an operation: some of its channel's.</summary>
    public JsonArray References(string channel, IEnumerable<string> contracts) =>
        [.. Names(contracts).Select(name => (JsonNode)AsyncApiDocument.Reference("channels", channel, "messages", name))];

    public JsonObject ToJson() => new(_contracts.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)Message(item.Value))));

    private IEnumerable<string> Names(IEnumerable<string> contracts) =>
        contracts.Select(contract => _names[contract]).Distinct().Order(StringComparer.Ordinal);

    private JsonObject Message(ContractModel contract)
    {
        JsonObject binding = new() { ["bindingVersion"] = "0.3.0" };
        if (contract.WireName is string wireName)
        {
            binding["messageType"] = wireName;
        }

        JsonObject message = new()
        {
            ["name"] = contract.WireName ?? contract.Name,
            ["title"] = contract.Name,
            ["contentType"] = contract.ContentType,
            ["payload"] = contract.Format switch
            {
                MessageFormat.Json => _schemas.Of(ClrType.Parse(contract.Type)),
                MessageFormat.Text => new JsonObject { ["type"] = "string" },
                _ => new JsonObject { ["description"] = "Octets." },
            },
            ["bindings"] = new JsonObject { ["amqp"] = binding },
        };
        HeaderModel[] headers = [.. _topology.Routes.Where(route => route.Contract == contract.Type)
            .SelectMany(static route => route.Headers)
            .DistinctBy(static header => header.Name)];
        if (headers.Length > 0)
        {
            message["headers"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(headers.Select(static header => KeyValuePair.Create(header.Name, (JsonNode?)Header(header)))),
                ["required"] = new JsonArray([.. headers.Where(static header => !header.IsOptional).Select(static header => (JsonNode)header.Name)]),
            };
        }

        return message;
    }

    private static JsonObject Header(HeaderModel header) => header.Kind switch
    {
        "boolean" => new JsonObject { ["type"] = "boolean" },
        "integer" => new JsonObject { ["type"] = "integer" },
        "number" => new JsonObject { ["type"] = "number" },
        _ => new JsonObject { ["type"] = "string" },
    };
}
