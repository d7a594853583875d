namespace TypedAmqp.Protocol;

// The properties as octets (section 4.2.6.1 of the specification): flags from the highest bit down, then the values in the same order.
public sealed partial record BasicProperties
{
    /// <summary>The octets that flags and values take.</summary>
    /// <exception cref="ArgumentException">A property cannot be encoded.</exception>
    public int Size =>
        sizeof(ushort)
        + SizeOf(ContentType) + SizeOf(ContentEncoding)
        + (Headers is null ? 0 : sizeof(uint) + FieldEncoder.SizeOfPairs(Headers, FieldTable.MaxDepth))
        + (DeliveryMode is null ? 0 : 1) + (Priority is null ? 0 : 1)
        + SizeOf(CorrelationId) + SizeOf(ReplyTo) + SizeOf(Expiration) + SizeOf(MessageId)
        + SizeOf(Timestamp)
        + SizeOf(Type) + SizeOf(UserId) + SizeOf(AppId) + SizeOf(ClusterId);

    private BasicPropertyFlags Flags =>
        Flag(ContentType, BasicPropertyFlags.ContentType)
        | Flag(ContentEncoding, BasicPropertyFlags.ContentEncoding)
        | Flag(Headers, BasicPropertyFlags.Headers)
        | (DeliveryMode is null ? 0 : BasicPropertyFlags.DeliveryMode)
        | (Priority is null ? 0 : BasicPropertyFlags.Priority)
        | Flag(CorrelationId, BasicPropertyFlags.CorrelationId)
        | Flag(ReplyTo, BasicPropertyFlags.ReplyTo)
        | Flag(Expiration, BasicPropertyFlags.Expiration)
        | Flag(MessageId, BasicPropertyFlags.MessageId)
        | (Timestamp is null ? 0 : BasicPropertyFlags.Timestamp)
        | Flag(Type, BasicPropertyFlags.Type)
        | Flag(UserId, BasicPropertyFlags.UserId)
        | Flag(AppId, BasicPropertyFlags.AppId)
        | Flag(ClusterId, BasicPropertyFlags.ClusterId);

    /// <summary>Decodes all properties that are there.</summary>
    /// <exception cref="AmqpConnectionException">The list is malformed (502).</exception>
    public static BasicProperties Read(BasicPropertiesView view) => view.IsEmpty ? Empty : new BasicProperties
    {
        ContentType = view.HasContentType ? view.ContentType.ToString() : null,
        ContentEncoding = view.HasContentEncoding ? view.ContentEncoding.ToString() : null,
        Headers = view.HasHeaders ? view.Headers.ToFieldTable() : null,
        DeliveryMode = view.HasDeliveryMode ? view.DeliveryMode : null,
        Priority = view.HasPriority ? view.Priority : null,
        CorrelationId = view.HasCorrelationId ? view.CorrelationId.ToString() : null,
        ReplyTo = view.HasReplyTo ? view.ReplyTo.ToString() : null,
        Expiration = view.HasExpiration ? view.Expiration.ToString() : null,
        MessageId = view.HasMessageId ? view.MessageId.ToString() : null,
        Timestamp = view.HasTimestamp ? view.Timestamp : null,
        Type = view.HasType ? view.Type.ToString() : null,
        UserId = view.HasUserId ? view.UserId.ToString() : null,
        AppId = view.HasAppId ? view.AppId.ToString() : null,
        ClusterId = view.HasClusterId ? view.ClusterId.ToString() : null,
    };

    /// <summary>Writes flags and values into <see cref="Size"/> octets.</summary>
    public void Write(Span<byte> octets)
    {
        ArgumentWriter writer = new(octets);
        writer.WriteShort((ushort)Flags);
        Write(ref writer, ContentType);
        Write(ref writer, ContentEncoding);
        if (Headers is { } headers)
        {
            writer.WriteLong((uint)FieldEncoder.SizeOfPairs(headers, FieldTable.MaxDepth));
            FieldEncoder.WritePairs(ref writer, headers);
        }

        Write(ref writer, (byte?)DeliveryMode);
        Write(ref writer, Priority);
        Write(ref writer, CorrelationId);
        Write(ref writer, ReplyTo);
        Write(ref writer, Expiration);
        Write(ref writer, MessageId);
        if (Timestamp is { } timestamp)
        {
            writer.WriteLongLong(Protocol.Timestamp.ToSeconds(timestamp));
        }

        Write(ref writer, Type);
        Write(ref writer, UserId);
        Write(ref writer, AppId);
        Write(ref writer, ClusterId);
    }

    /// <summary>Flags and values as octets.</summary>
    /// <exception cref="ArgumentException">A property cannot be encoded.</exception>
    public byte[] Encode()
    {
        byte[] octets = new byte[Size];
        Write(octets);
        return octets;
    }

    private static BasicPropertyFlags Flag(object? value, BasicPropertyFlags flag) => value is null ? BasicPropertyFlags.None : flag;

    private static int SizeOf(string? value) => value is null ? 0 : FieldEncoder.SizeOfShortString(value);

    private static int SizeOf(DateTimeOffset? value)
    {
        if (value is not { } time)
        {
            return 0;
        }

        _ = Protocol.Timestamp.ToSeconds(time);
        return sizeof(ulong);
    }

    private static void Write(ref ArgumentWriter writer, string? value)
    {
        if (value is not null)
        {
            FieldEncoder.WriteShortString(ref writer, value);
        }
    }

    private static void Write(ref ArgumentWriter writer, byte? value)
    {
        if (value is { } octet)
        {
            writer.WriteOctet(octet);
        }
    }
}
