using System.Text.Encodings.Web;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>The requests of RabbitMQ's management API.</summary>
internal static class BrokerRequests
{
    private static readonly JsonWriterOptions Layout = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BrokerRequest Declare(string host, ExchangeDescriptor exchange) => new("PUT", Path("exchanges", host, exchange.Name), Json(writer =>
    {
        writer.WriteString("type", exchange.Type);
        writer.WriteBoolean("durable", exchange.Durable);
        writer.WriteBoolean("auto_delete", exchange.AutoDelete);
        writer.WriteBoolean("internal", exchange.Internal);
        RabbitMqDefinitions.WriteArguments(writer, exchange.Arguments);
    }));

    public static BrokerRequest Declare(string host, QueueDescriptor queue) => new("PUT", Path("queues", host, queue.Name), Json(writer =>
    {
        writer.WriteBoolean("durable", queue.Durable);
        writer.WriteBoolean("auto_delete", queue.AutoDelete);
        RabbitMqDefinitions.WriteArguments(writer, queue.Arguments);
    }));

    public static BrokerRequest Bind(string host, BindingDescriptor binding) => new("POST", PathOf(host, binding), Json(writer =>
    {
        writer.WriteString("routing_key", binding.RoutingKey);
        RabbitMqDefinitions.WriteArguments(writer, binding.Arguments);
    }));

    /// <param name="host">The virtual host.</param>
    /// <param name="binding">The binding.</param>
    /// <param name="propertiesKey">What the broker calls it among those of the two; without it, what it calls one without arguments.</param>
    public static BrokerRequest Unbind(string host, BindingDescriptor binding, string? propertiesKey = null) =>
        new(
            "DELETE",
            $"{PathOf(host, binding)}/{Uri.EscapeDataString(propertiesKey ?? (binding.RoutingKey.Length == 0 ? "~" : binding.RoutingKey))}",
            null);

    /// <summary>A queue that holds messages, or that somebody consumes, is not deleted. Only classic queues let the broker see to it.</summary>
    public static BrokerRequest DeleteQueue(string host, QueueDescriptor queue) => queue.Type == QueueType.Classic
        ? new BrokerRequest("DELETE", Path("queues", host, queue.Name) + "?if-empty=true&if-unused=true", null)
        {
            OnlyIfIdle = queue.Name, IsGuarded = true,
        }
        : new BrokerRequest("DELETE", Path("queues", host, queue.Name), null) { OnlyIfIdle = queue.Name };

    /// <summary>A queue that was drained.</summary>
    public static BrokerRequest DeleteDrained(string host, QueueDescriptor queue) =>
        new("DELETE", Path("queues", host, queue.Name) + (queue.Type == QueueType.Classic ? "?if-empty=true" : ""), null);

    /// <summary>An exchange from which bindings lead is not deleted.</summary>
    public static BrokerRequest DeleteExchange(string host, string exchange) =>
        new("DELETE", Path("exchanges", host, exchange) + "?if-unused=true", null);

    private static string PathOf(string host, BindingDescriptor binding) =>
        $"bindings/{Uri.EscapeDataString(host)}/e/{Uri.EscapeDataString(binding.Source)}/{(binding.ToExchange ? 'e' : 'q')}/{Uri.EscapeDataString(binding.Destination)}";

    private static string Path(string kind, string host, string name) => $"{kind}/{Uri.EscapeDataString(host)}/{Uri.EscapeDataString(name)}";

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Layout))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
