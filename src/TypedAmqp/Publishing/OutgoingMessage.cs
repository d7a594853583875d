using TypedAmqp.Generated;

namespace TypedAmqp.Publishing;

/// <summary>A message as it is published. Its memory is the publisher's, and valid until that has the result.</summary>
internal readonly struct OutgoingMessage
{
    /// <param name="template">The route.</param>
    /// <param name="routingKey">The routing key in UTF-8; empty when that of the route is constant.</param>
    /// <param name="headers">Header fields behind those of the route.</param>
    /// <param name="body">The body.</param>
    public OutgoingMessage(PublishTemplate template, ReadOnlyMemory<byte> routingKey, ReadOnlyMemory<byte> headers, ReadOnlyMemory<byte> body)
    {
        Template = template;
        RoutingKey = routingKey;
        Headers = headers;
        Body = body;
    }

    /// <summary>A message whose memory is given back by its publish; by whoever publishes it, when that throws.</summary>
    public OutgoingMessage(PublishTemplate template, PublishBuffer buffer)
        : this(template, buffer.Key, buffer.Headers, buffer.Body) => Buffer = buffer;

    public PublishTemplate Template { get; }

    public ReadOnlyMemory<byte> RoutingKey { get; }

    public ReadOnlyMemory<byte> Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What its publish gives back; null when the memory is somebody else's.</summary>
    public PublishBuffer? Buffer { get; }

    /// <summary>The key on the wire, constant or not.</summary>
    public ReadOnlySpan<byte> WireKey => Template.HasConstantKey ? Template.ConstantKeyOctets : RoutingKey.Span;

    /// <exception cref="ArgumentException">The key or the headers are too long, or the key is given twice.</exception>
    public void Check(int maxFramePayload)
    {
        Template.CheckKey(RoutingKey.Span);
        Template.CheckHeaders(Headers.Span, maxFramePayload);
    }
}
