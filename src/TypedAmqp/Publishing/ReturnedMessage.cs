using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <summary>
/// A mandatory message that the broker gave back, because no queue takes it. Section 1.8.3.9 of the specification: <c>basic.return</c>.
/// </summary>
public sealed class ReturnedMessage
{
    internal ReturnedMessage(ReplyCode replyCode, string replyText, byte[] octets, int exchangeLength, int keyLength, int propertiesLength)
    {
        ReplyCode = replyCode;
        ReplyText = replyText;
        ExchangeOctets = octets.AsMemory(0, exchangeLength);
        RoutingKeyOctets = octets.AsMemory(exchangeLength, keyLength);
        PropertyOctets = octets.AsMemory(exchangeLength + keyLength, propertiesLength);
        Body = octets.AsMemory(exchangeLength + keyLength + propertiesLength);
    }

    /// <summary>Why: 312, no route.</summary>
    public ReplyCode ReplyCode { get; }

    /// <summary>Why, in the broker's words.</summary>
    public string ReplyText { get; }

    /// <summary>The exchange that it was published to.</summary>
    public string Exchange => Encoding.UTF8.GetString(ExchangeOctets.Span);

    /// <summary>Its routing key.</summary>
    public string RoutingKey => Encoding.UTF8.GetString(RoutingKeyOctets.Span);

    /// <summary>Its body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Its properties.</summary>
    public BasicPropertiesView Properties => new(PropertyOctets.Span);

    internal ReadOnlyMemory<byte> ExchangeOctets { get; }

    internal ReadOnlyMemory<byte> RoutingKeyOctets { get; }

    internal ReadOnlyMemory<byte> PropertyOctets { get; }
}
