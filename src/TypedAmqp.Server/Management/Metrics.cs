using System.Globalization;
using System.Text;

namespace TypedAmqp.Server.Management;

/// <summary>The broker's figures as Prometheus reads them, by the names that RabbitMQ's own have.</summary>
internal static class Metrics
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly (string Name, string Stat, string Help)[] Counters =
    [
        ("rabbitmq_channel_messages_published_total", "publish", "Messages published"),
        ("rabbitmq_channel_messages_confirmed_total", "confirm", "Messages confirmed to their publishers"),
        ("rabbitmq_channel_messages_unroutable_returned_total", "return_unroutable", "Mandatory messages that led nowhere and were returned"),
        ("rabbitmq_channel_messages_unroutable_dropped_total", "drop_unroutable", "Other messages that led nowhere"),
        ("rabbitmq_channel_messages_delivered_ack_total", "deliver", "Messages delivered to consumers that acknowledge"),
        ("rabbitmq_channel_messages_delivered_total", "deliver_no_ack", "Messages delivered to consumers that do not acknowledge"),
        ("rabbitmq_channel_messages_redelivered_total", "redeliver", "Messages delivered or fetched that had been so before"),
        ("rabbitmq_channel_messages_acked_total", "ack", "Messages acknowledged"),
        ("rabbitmq_channel_get_ack_total", "get", "Messages fetched with basic.get, to be acknowledged"),
        ("rabbitmq_channel_get_total", "get_no_ack", "Messages fetched with basic.get without that"),
        ("rabbitmq_channel_get_empty_total", "get_empty", "Times that basic.get found nothing"),
    ];

    public static string Of(BrokerViews views)
    {
        OverviewView overview = views.Overview();
        StringBuilder text = new();
        Gauge(text, "rabbitmq_connections", "Connections that are open", overview.ObjectTotals.Connections);
        Gauge(text, "rabbitmq_channels", "Channels that are open", overview.ObjectTotals.Channels);
        Gauge(text, "rabbitmq_queues", "Queues", overview.ObjectTotals.Queues);
        Gauge(text, "rabbitmq_consumers", "Consumers", overview.ObjectTotals.Consumers);
        foreach ((string name, string stat, string help) in Counters)
        {
            Counter(text, name, help, (long?)overview.MessageStats[stat] ?? 0);
        }

        QueueView[] queues = views.Queues();
        Gauge(text, "rabbitmq_queue_messages_ready", "Messages ready to be delivered", queues, static queue => queue.MessagesReady);
        Gauge(
            text, "rabbitmq_queue_messages_unacked", "Messages delivered and not settled yet", queues, static queue => queue.MessagesUnacknowledged);
        Gauge(text, "rabbitmq_queue_messages", "Messages, ready and unsettled", queues, static queue => queue.Messages);
        Gauge(text, "rabbitmq_queue_consumers", "Consumers of the queue", queues, static queue => queue.Consumers);
        Gauge(text, "process_resident_memory_bytes", "Memory of the process, in octets", Environment.WorkingSet);
        return text.ToString();
    }

    private static void Gauge(StringBuilder text, string name, string help, long value)
    {
        Head(text, name, help);
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Gauge(StringBuilder text, string name, string help, QueueView[] queues, Func<QueueView, int> value)
    {
        Head(text, name, help);
        foreach (QueueView queue in queues)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{vhost=\"{Label(queue.Vhost)}\",queue=\"{Label(queue.Name)}\"}} {value(queue)}\n");
        }
    }

    private static void Counter(StringBuilder text, string name, string help, long value)
    {
        Head(text, name, help, "counter");
        text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");
    }

    private static void Head(StringBuilder text, string name, string help, string type = "gauge") =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {type}\n# HELP {name} {help}\n");

    private static string Label(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
