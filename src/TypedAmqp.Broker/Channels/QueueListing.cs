using System.Buffers;
using System.Text.Json;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// What <c>basic.get</c> from the reserved name <c>amq.typedamqp.queues</c> answers: one message, a JSON array of the queues of the virtual host,
/// with the member names of RabbitMQ's management API. So every client can list queues, and nothing but AMQP is needed.
/// </summary>
internal static class QueueListing
{
    private static readonly byte[] Json = new BasicProperties { ContentType = "application/json", Type = "typedamqp.queues" }.Encode();

    public static ReadOnlySpan<byte> Name => "amq.typedamqp.queues"u8;

    /// <summary>The properties of the message, as they stand in a content header.</summary>
    public static ReadOnlySpan<byte> Properties => Json;

    /// <summary>The list of now.</summary>
    /// <param name="virtualHost">Where the queues are.</param>
    /// <param name="access">Of queues that the user may not read it hears nothing.</param>
    public static ReadOnlyMemory<byte> Encode(VirtualHost virtualHost, ConnectionAccess access)
    {
        ArrayBufferWriter<byte> octets = new();
        using Utf8JsonWriter json = new(octets);
        json.WriteStartArray();
        foreach (Queue queue in virtualHost.Queues.Where(queue => access.MayRead(queue.Name)))
        {
            int ready = queue.MessageCount;
            int unacked = queue.UnackedCount;
            json.WriteStartObject();
            json.WriteString("name", queue.Name);
            json.WriteBoolean("durable", queue.Declaration.Durable);
            json.WriteBoolean("exclusive", queue.Declaration.Exclusive);
            json.WriteBoolean("auto_delete", queue.Declaration.AutoDelete);
            json.WriteNumber("messages", ready + unacked);
            json.WriteNumber("messages_ready", ready);
            json.WriteNumber("messages_unacknowledged", unacked);
            json.WriteNumber("consumers", queue.ConsumerCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return octets.WrittenMemory;
    }
}
