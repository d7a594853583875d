using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using TypedAmqp.Conformance.Scripts;
using TypedAmqp.Conformance.Wire;
using TypedAmqp.Peers;

namespace TypedAmqp.Conformance.Playing;

/// <summary>Whoever runs a RabbitMQ: changes it while it runs, as <c>rabbitmqctl</c> does, and takes the changes back.</summary>
public sealed class RabbitMqOperator(RabbitMqConsole console)
{
    private static readonly string[] Refusals = ["{error_string,", "{error,", "{badrpc,{'EXIT',"];

    // What takes back the changes, by virtual host.
    private readonly ConcurrentDictionary<string, List<string>> _undo = new();

    /// <summary>Changes something.</summary>
    /// <returns>Whether RabbitMQ took it.</returns>
    public async Task<bool> DoAsync(OperatorOrder order, string virtualHost)
    {
        (string expression, string? undo) = Expressions(order, virtualHost);
        if (undo is not null)
        {
            _undo.GetOrAdd(virtualHost, static _ => []).Add(undo);
        }

        string answer = await console.EvaluateAsync(expression);
        return answer switch
        {
            "ok" => true,

            // What it crashes at it does not take either.
            _ when Refusals.Any(start => answer.StartsWith(start, StringComparison.Ordinal)) => false,
            _ => throw new FormatException($"{expression} gave {answer}"),
        };
    }

    /// <summary>Takes back what was changed for the sake of a virtual host.</summary>
    public async Task UndoAsync(string virtualHost)
    {
        if (_undo.TryRemove(virtualHost, out List<string>? undo))
        {
            foreach (string expression in undo)
            {
                await console.EvaluateAsync(expression);
            }
        }
    }

    private static (string Expression, string? Undo) Expressions(OperatorOrder order, string virtualHost)
    {
        string host = Binary(virtualHost);
        string name = Binary(order.Text("name"));
        string suffix = order.IsOperators ? "_op" : "";
        string delete = $"rabbit_policy:delete{suffix}({host}, {name}, <<\"test\">>)";
        switch (order.Verb)
        {
            case "set-policy" or "set-operator-policy":
                string definition = Binary(Json(order.Arguments["definition"])!.ToJsonString());
                string priority = Binary(order.Number("priority").ToString(CultureInfo.InvariantCulture));
                string target = Binary(order.Text("apply-to", order.IsOperators ? "queues" : "all"));
                return ($"rabbit_policy:parse_set{suffix}({host}, {name}, {Binary(order.Text("pattern"))}, {definition}, {priority}, {target}, <<\"test\">>)", delete);
            case "clear-policy" or "clear-operator-policy":
                return (delete, null);
            case "limit" when order.Arguments.ContainsKey("consumer-timeout"):
                return ($"{Set("channel_tick_interval", 50)}, {Set("consumer_timeout", order.Number("consumer-timeout"))}",
                    $"{Set("channel_tick_interval", 60000)}, {Set("consumer_timeout", 1800000)}");
            case "limit" when order.Arguments.ContainsKey("max-message-size"):
                return (Set("max_message_size", order.Number("max-message-size")), Set("max_message_size", 134217728));
            case "memory":
                string free = Memory("0.9");
                return order.Arguments.ContainsKey("short") ? (Memory("0.00001"), free) : (free, null);
            default:
                throw new FormatException($"An operator cannot {order.Verb} {string.Join(' ', order.Arguments.Keys)}.");
        }
    }

    // Whoever answers second has told all connections by then.
    private static string Memory(string watermark) =>
        $"vm_memory_monitor:set_vm_memory_high_watermark({watermark}), rabbit_alarm:get_alarms(), ok";

    private static string Set(string name, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"application:set_env(rabbit, {name}, {value})");

    private static string Binary(string text) =>
        $"<<\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"/utf8>>";

    private static JsonNode? Json(FieldValue value) => value.Type switch
    {
        'F' => new JsonObject(((List<Field>)value.Value!).Select(static field => KeyValuePair.Create(field.Name, Json(field.Value)))),
        'A' => new JsonArray([.. ((List<FieldValue>)value.Value!).Select(Json)]),
        't' => JsonValue.Create((bool)value.Value!),
        'I' or 'l' => JsonValue.Create((long)value.Value!),
        'd' or 'f' => JsonValue.Create((double)value.Value!),
        _ => JsonValue.Create(System.Text.Encoding.UTF8.GetString(value.Octets)),
    };
}
