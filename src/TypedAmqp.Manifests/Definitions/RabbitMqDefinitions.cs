using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TypedAmqp.Manifests;

/// <summary>
/// The definitions file of RabbitMQ: what <c>rabbitmqctl export_definitions</c> writes, and <c>import_definitions</c> and the management API read.
/// Only virtual hosts, exchanges, queues and bindings: who may do what is not a topology's business.
/// </summary>
public static class RabbitMqDefinitions
{
    private static readonly JsonWriterOptions Layout =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes topologies as one definitions file.</summary>
    /// <param name="topologies">The topologies, as <see cref="TopologyModel.ToBroker"/> gives them.</param>
    public static string Write(params IEnumerable<BrokerTopology> topologies)
    {
        BrokerTopology[] all = [.. topologies.OrderBy(static topology => topology.VirtualHost, StringComparer.Ordinal)];
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Layout))
        {
            writer.WriteStartObject();
            WriteList(
                writer,
                "vhosts",
                all.Select(static topology => topology.VirtualHost).Distinct(),
                static (writer, host) => writer.WriteString("name", host));
            WriteList(
                writer,
                "exchanges",
                InHosts(all, static topology => topology.Exchanges.OrderBy(static exchange => exchange.Name, StringComparer.Ordinal)),
                static (writer, item) => WriteExchange(writer, item));
            WriteList(
                writer,
                "queues",
                InHosts(all, static topology => topology.Queues.OrderBy(static queue => queue.Name, StringComparer.Ordinal)),
                static (writer, item) => WriteQueue(writer, item));
            WriteList(
                writer, "bindings", InHosts(all, static topology => Sorted(topology.Bindings)), static (writer, item) => WriteBinding(writer, item));
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>Reads a definitions file, or what the management API answers.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The virtual hosts that have an exchange, a queue or a binding.</returns>
    /// <exception cref="InvalidDataException">It is something else; the message is a sentence.</exception>
    public static ImmutableArray<BrokerTopology> Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return DefinitionsReader.Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"These are no definitions of RabbitMQ: {fault.Message}", fault);
        }
    }

    internal static IEnumerable<BindingDescriptor> Sorted(IEnumerable<BindingDescriptor> bindings) => bindings
        .OrderBy(static binding => binding.Source, StringComparer.Ordinal)
        .ThenBy(static binding => binding.ToExchange)
        .ThenBy(static binding => binding.Destination, StringComparer.Ordinal)
        .ThenBy(static binding => binding.RoutingKey, StringComparer.Ordinal)
        .ThenBy(static binding => ArgumentText.Of(binding.Arguments), StringComparer.Ordinal);

    internal static void WriteArguments(Utf8JsonWriter writer, ImmutableArray<KeyValuePair<string, object>> arguments)
    {
        writer.WriteStartObject("arguments");
        foreach ((string name, object value) in arguments.OrderBy(static argument => argument.Key, StringComparer.Ordinal))
        {
            switch (value)
            {
                case bool flag:
                    writer.WriteBoolean(name, flag);
                    break;
                case long number:
                    writer.WriteNumber(name, number);
                    break;
                case double number:
                    writer.WriteNumber(name, number);
                    break;
                default:
                    writer.WriteString(name, (string)value);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<(string Host, T Item)> InHosts<T>(BrokerTopology[] topologies, Func<BrokerTopology, IEnumerable<T>> items) =>
        topologies.SelectMany(topology => items(topology).Select(item => (topology.VirtualHost, item)));

    private static void WriteExchange(Utf8JsonWriter writer, (string Host, ExchangeDescriptor Exchange) item)
    {
        writer.WriteString("name", item.Exchange.Name);
        writer.WriteString("vhost", item.Host);
        writer.WriteString("type", item.Exchange.Type);
        writer.WriteBoolean("durable", item.Exchange.Durable);
        writer.WriteBoolean("auto_delete", item.Exchange.AutoDelete);
        writer.WriteBoolean("internal", item.Exchange.Internal);
        WriteArguments(writer, item.Exchange.Arguments);
    }

    private static void WriteQueue(Utf8JsonWriter writer, (string Host, QueueDescriptor Queue) item)
    {
        writer.WriteString("name", item.Queue.Name);
        writer.WriteString("vhost", item.Host);
        writer.WriteBoolean("durable", item.Queue.Durable);
        writer.WriteBoolean("auto_delete", item.Queue.AutoDelete);
        WriteArguments(writer, item.Queue.Arguments);
    }

    private static void WriteBinding(Utf8JsonWriter writer, (string Host, BindingDescriptor Binding) item)
    {
        writer.WriteString("source", item.Binding.Source);
        writer.WriteString("vhost", item.Host);
        writer.WriteString("destination", item.Binding.Destination);
        writer.WriteString("destination_type", item.Binding.ToExchange ? "exchange" : "queue");
        writer.WriteString("routing_key", item.Binding.RoutingKey);
        WriteArguments(writer, item.Binding.Arguments);
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
