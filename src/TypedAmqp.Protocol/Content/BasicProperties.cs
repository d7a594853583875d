namespace TypedAmqp.Protocol;

/// <summary>The fourteen properties of a message (section 1.8 of the specification's reference); null means absent.</summary>
public sealed partial record BasicProperties
{
    /// <summary>No properties.</summary>
    public static readonly BasicProperties Empty = new();

    /// <summary>The MIME type of the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>The MIME encoding of the body.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The headers.</summary>
    public FieldTable? Headers { get; init; }

    /// <summary>Whether the message is to survive a restart of the server.</summary>
    public DeliveryMode? DeliveryMode { get; init; }

    /// <summary>The priority.</summary>
    public byte? Priority { get; init; }

    /// <summary>What relates a reply to its request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Where a reply goes.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>How long the message is worth delivering, in milliseconds, as decimal digits.</summary>
    public string? Expiration { get; init; }

    /// <summary>The message's own id.</summary>
    public string? MessageId { get; init; }

    /// <summary>The message's time, in whole seconds.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The type of the message.</summary>
    public string? Type { get; init; }

    /// <summary>The user who publishes; the server checks it.</summary>
    public string? UserId { get; init; }

    /// <summary>The application that publishes.</summary>
    public string? AppId { get; init; }

    /// <summary>What AMQP 0-9-1 reserves.</summary>
    public string? ClusterId { get; init; }
}
