using System.Buffers.Binary;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Rpc;

/// <summary>The octets of a reply but for its body.</summary>
internal static class ReplyTemplate
{
    /// <summary>Content type, delivery mode, correlation id, reply-to and type, at their longest.</summary>
    private const int MostProperties = sizeof(ushort) + (4 * 256) + 1;

    /// <summary>The reply to a request. Where it goes and what it answers are that one's octets, whatever text they are or are not.</summary>
    /// <param name="request">The properties of the request.</param>
    /// <param name="type">The reply's <c>type</c>; empty for none.</param>
    /// <param name="contentType">The content type.</param>
    /// <param name="replyTo">Where the caller answers the reply; null where it does not.</param>
    /// <exception cref="ArgumentException">A text takes more than 255 octets of UTF-8.</exception>
    public static PublishTemplate Create(BasicPropertiesView request, string type, string contentType, string? replyTo)
    {
        Span<byte> properties = stackalloc byte[MostProperties];
        BasicPropertyFlags flags = BasicPropertyFlags.ContentType | BasicPropertyFlags.DeliveryMode;
        ArgumentWriter writer = new(properties[sizeof(ushort)..]);
        Span<byte> text = stackalloc byte[ShortString.MaxLength];
        writer.WriteShortString(Encode(contentType, text));
        writer.WriteOctet((byte)DeliveryMode.Transient);
        if (request.HasCorrelationId)
        {
            flags |= BasicPropertyFlags.CorrelationId;
            writer.WriteShortString(request.CorrelationId);
        }

        if (replyTo is not null)
        {
            flags |= BasicPropertyFlags.ReplyTo;
            writer.WriteShortString(Encode(replyTo, text));
        }

        if (type.Length > 0)
        {
            flags |= BasicPropertyFlags.Type;
            writer.WriteShortString(Encode(type, text));
        }

        BinaryPrimitives.WriteUInt16BigEndian(properties, (ushort)flags);
        return Create(request.ReplyTo, new BasicPropertiesView(properties[..^writer.Remaining]));
    }

    private static PublishTemplate Create(ShortString routingKey, BasicPropertiesView properties)
    {
        // Not mandatory: a caller that is gone is none of the server's business.
        BasicPublish publish = new() { Exchange = default, RoutingKey = routingKey };
        int method = FrameWriter.SizeOfMethod(publish);
        byte[] octets = new byte[method + FrameWriter.SizeOfHeader(properties.Octets.Length)];
        FrameWriter.WriteMethod(octets.AsSpan(0, method), 0, publish);
        FrameWriter.WriteHeader(octets.AsSpan(method), 0, 0, properties);
        return PublishTemplate.Own(octets, hasConstantKey: true);
    }

    // Contracts' names are checked by the compiler, and queues' by the broker: what does not fit cannot come here, and is refused if it does.
    private static ReadOnlySpan<byte> Encode(string text, Span<byte> octets) => octets[..Encoding.UTF8.GetBytes(text, octets)];
}
