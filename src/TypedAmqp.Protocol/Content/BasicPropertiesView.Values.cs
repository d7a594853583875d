namespace TypedAmqp.Protocol;

// The values. Each throws AmqpConnectionException (502) when the list is malformed up to it.
public readonly ref partial struct BasicPropertiesView
{
    /// <summary>The MIME type of the body; empty when absent.</summary>
    public ShortString ContentType => ShortStringAt(BasicPropertyFlags.ContentType);

    /// <summary>The MIME encoding of the body; empty when absent.</summary>
    public ShortString ContentEncoding => ShortStringAt(BasicPropertyFlags.ContentEncoding);

    /// <summary>The headers; empty when absent.</summary>
    public FieldTableView Headers => Has(BasicPropertyFlags.Headers) ? At(BasicPropertyFlags.Headers).ReadTable() : default;

    /// <summary>Whether the message is to survive a restart of the server; 0 when absent. Peers may send other values.</summary>
    public DeliveryMode DeliveryMode =>
        Has(BasicPropertyFlags.DeliveryMode) ? (DeliveryMode)At(BasicPropertyFlags.DeliveryMode).ReadOctet() : default;

    /// <summary>The priority; 0 when absent.</summary>
    public byte Priority => Has(BasicPropertyFlags.Priority) ? At(BasicPropertyFlags.Priority).ReadOctet() : default;

    /// <summary>What relates a reply to its request; empty when absent.</summary>
    public ShortString CorrelationId => ShortStringAt(BasicPropertyFlags.CorrelationId);

    /// <summary>Where a reply goes; empty when absent.</summary>
    public ShortString ReplyTo => ShortStringAt(BasicPropertyFlags.ReplyTo);

    /// <summary>How long the message is worth delivering, in milliseconds, as decimal digits; empty when absent.</summary>
    public ShortString Expiration => ShortStringAt(BasicPropertyFlags.Expiration);

    /// <summary>The message's own id; empty when absent.</summary>
    public ShortString MessageId => ShortStringAt(BasicPropertyFlags.MessageId);

    /// <summary>The message's time, in whole seconds; 1970 when absent, the end of the year 9999 when later.</summary>
    public DateTimeOffset Timestamp => Protocol.Timestamp.FromSeconds(
        Has(BasicPropertyFlags.Timestamp) ? At(BasicPropertyFlags.Timestamp).ReadLongLong() : 0);

    /// <summary>The type of the message; empty when absent.</summary>
    public ShortString Type => ShortStringAt(BasicPropertyFlags.Type);

    /// <summary>The user who published; empty when absent.</summary>
    public ShortString UserId => ShortStringAt(BasicPropertyFlags.UserId);

    /// <summary>The application that published; empty when absent.</summary>
    public ShortString AppId => ShortStringAt(BasicPropertyFlags.AppId);

    /// <summary>What AMQP 0-9-1 reserves; empty when absent.</summary>
    public ShortString ClusterId => ShortStringAt(BasicPropertyFlags.ClusterId);

    /// <summary>Whether content-type is there.</summary>
    public bool HasContentType => Has(BasicPropertyFlags.ContentType);

    /// <summary>Whether content-encoding is there.</summary>
    public bool HasContentEncoding => Has(BasicPropertyFlags.ContentEncoding);

    /// <summary>Whether headers are there.</summary>
    public bool HasHeaders => Has(BasicPropertyFlags.Headers);

    /// <summary>Whether delivery-mode is there.</summary>
    public bool HasDeliveryMode => Has(BasicPropertyFlags.DeliveryMode);

    /// <summary>Whether priority is there.</summary>
    public bool HasPriority => Has(BasicPropertyFlags.Priority);

    /// <summary>Whether correlation-id is there.</summary>
    public bool HasCorrelationId => Has(BasicPropertyFlags.CorrelationId);

    /// <summary>Whether reply-to is there.</summary>
    public bool HasReplyTo => Has(BasicPropertyFlags.ReplyTo);

    /// <summary>Whether expiration is there.</summary>
    public bool HasExpiration => Has(BasicPropertyFlags.Expiration);

    /// <summary>Whether message-id is there.</summary>
    public bool HasMessageId => Has(BasicPropertyFlags.MessageId);

    /// <summary>Whether timestamp is there.</summary>
    public bool HasTimestamp => Has(BasicPropertyFlags.Timestamp);

    /// <summary>Whether type is there.</summary>
    public bool HasType => Has(BasicPropertyFlags.Type);

    /// <summary>Whether user-id is there.</summary>
    public bool HasUserId => Has(BasicPropertyFlags.UserId);

    /// <summary>Whether app-id is there.</summary>
    public bool HasAppId => Has(BasicPropertyFlags.AppId);

    /// <summary>Whether cluster-id is there.</summary>
    public bool HasClusterId => Has(BasicPropertyFlags.ClusterId);
}
