using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>The properties of a message; null is absent.</summary>
internal sealed record PropertiesView(
    string? ContentType = null, string? ContentEncoding = null, FieldTable? Headers = null, byte? DeliveryMode = null, byte? Priority = null,
    string? CorrelationId = null, string? ReplyTo = null, string? Expiration = null, string? MessageId = null, long? Timestamp = null,
    string? Type = null,
    string? UserId = null, string? AppId = null, string? ClusterId = null)
{
    /// <summary>As a message has them.</summary>
    public static PropertiesView Of(BasicProperties properties) => new(
        properties.ContentType, properties.ContentEncoding, properties.Headers, (byte?)properties.DeliveryMode, properties.Priority,
        properties.CorrelationId,
        properties.ReplyTo, properties.Expiration, properties.MessageId, properties.Timestamp is { } time
            ? time.ToUnixTimeSeconds()
            : null, properties.Type,
        properties.UserId, properties.AppId, properties.ClusterId);

    /// <summary>As a message gets them.</summary>
    public BasicProperties ToProperties() => new()
    {
        ContentType = ContentType,
        ContentEncoding = ContentEncoding,
        Headers = Headers,
        DeliveryMode = (DeliveryMode?)DeliveryMode,
        Priority = Priority,
        CorrelationId = CorrelationId,
        ReplyTo = ReplyTo,
        Expiration = Expiration,
        MessageId = MessageId,
        Timestamp = Timestamp is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        Type = Type,
        UserId = UserId,
        AppId = AppId,
        ClusterId = ClusterId,
    };
}
