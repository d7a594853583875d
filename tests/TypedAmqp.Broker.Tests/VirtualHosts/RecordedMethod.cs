using System.IO.Pipelines;
using System.Text.Json;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker.Tests.VirtualHosts;

/// <summary>Writes a recorded step as the frames that it was.</summary>
internal static class RecordedMethod
{
    public static void Write(PipeWriter output, ushort channel, string method, JsonElement arguments)
    {
        switch (method)
        {
            case "exchange.declare":
                FrameWriter.WriteMethod(output, channel, new ExchangeDeclare
                {
                    Exchange = Name(arguments, "exchange"),
                    Type = Name(arguments, "type"),
                    Passive = Bit(arguments, "passive"),
                    Durable = Bit(arguments, "durable"),
                    AutoDelete = Bit(arguments, "auto_delete"),
                    Internal = Bit(arguments, "internal"),
                    Arguments = Table(arguments),
                });
                break;
            case "exchange.delete":
                FrameWriter.WriteMethod(
                    output, channel, new ExchangeDelete { Exchange = Name(arguments, "exchange"), IfUnused = Bit(arguments, "if_unused") });
                break;
            case "exchange.bind":
                FrameWriter.WriteMethod(output, channel, new ExchangeBind
                {
                    Destination = Name(arguments, "destination"),
                    Source = Name(arguments, "source"),
                    RoutingKey = Name(arguments, "routing_key"),
                    Arguments = Table(arguments),
                });
                break;
            case "exchange.unbind":
                FrameWriter.WriteMethod(output, channel, new ExchangeUnbind
                {
                    Destination = Name(arguments, "destination"),
                    Source = Name(arguments, "source"),
                    RoutingKey = Name(arguments, "routing_key"),
                    Arguments = Table(arguments),
                });
                break;
            case "queue.declare":
                FrameWriter.WriteMethod(output, channel, new QueueDeclare
                {
                    Queue = Name(arguments, "queue"),
                    Passive = Bit(arguments, "passive"),
                    Durable = Bit(arguments, "durable"),
                    Exclusive = Bit(arguments, "exclusive"),
                    AutoDelete = Bit(arguments, "auto_delete"),
                    Arguments = Table(arguments),
                });
                break;
            case "queue.bind":
                FrameWriter.WriteMethod(output, channel, new QueueBind
                {
                    Queue = Name(arguments, "queue"),
                    Exchange = Name(arguments, "exchange"),
                    RoutingKey = Name(arguments, "routing_key"),
                    Arguments = Table(arguments),
                });
                break;
            case "queue.unbind":
                FrameWriter.WriteMethod(output, channel, new QueueUnbind
                {
                    Queue = Name(arguments, "queue"),
                    Exchange = Name(arguments, "exchange"),
                    RoutingKey = Name(arguments, "routing_key"),
                    Arguments = Table(arguments),
                });
                break;
            case "queue.purge":
                FrameWriter.WriteMethod(output, channel, new QueuePurge { Queue = Name(arguments, "queue") });
                break;
            case "queue.delete":
                FrameWriter.WriteMethod(output, channel, new QueueDelete
                {
                    Queue = Name(arguments, "queue"),
                    IfUnused = Bit(arguments, "if_unused"),
                    IfEmpty = Bit(arguments, "if_empty"),
                });
                break;
            case "basic.consume":
                FrameWriter.WriteMethod(output, channel, new BasicConsume
                {
                    Queue = Name(arguments, "queue"),
                    ConsumerTag = Name(arguments, "consumer_tag"),
                    NoAck = Bit(arguments, "no_ack"),
                });
                break;
            case "basic.cancel":
                FrameWriter.WriteMethod(output, channel, new BasicCancel { ConsumerTag = Name(arguments, "consumer_tag") });
                break;
            case "basic.get":
                FrameWriter.WriteMethod(output, channel, new BasicGet { Queue = Name(arguments, "queue") });
                break;
            case "publish":
                WritePublish(output, channel, arguments);
                break;
            default:
                throw new FormatException($"There is no recorded method {method}.");
        }
    }

    // A passive declare behind it tells when the broker is done with it.
    private static void WritePublish(PipeWriter output, ushort channel, JsonElement arguments)
    {
        byte[] body = "x"u8.ToArray();
        BasicProperties properties = arguments.TryGetProperty("headers", out JsonElement headers)
            ? new BasicProperties { Headers = Recorded.Table(headers) }
            : BasicProperties.Empty;
        FrameWriter.WriteMethod(output, channel, new BasicPublish
        {
            Exchange = Name(arguments, "exchange"),
            RoutingKey = Name(arguments, "routing_key"),
            Mandatory = true,
        });
        FrameWriter.WriteHeader(output, channel, (ulong)body.Length, properties);
        FrameWriter.WriteBody(output, channel, body, 131072);
        FrameWriter.WriteMethod(output, channel, new ExchangeDeclare { Exchange = "amq.direct", Type = "direct", Passive = true });
    }

    private static string Name(JsonElement arguments, string name) =>
        arguments.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private static bool Bit(JsonElement arguments, string name) => arguments.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static FieldTable? Table(JsonElement arguments) =>
        arguments.TryGetProperty("arguments", out JsonElement table) ? Recorded.Table(table) : null;
}
