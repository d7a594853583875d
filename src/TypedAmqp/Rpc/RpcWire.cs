namespace TypedAmqp.Rpc;

/// <summary>What requests and replies look like on the wire, beyond <c>reply_to</c> and <c>correlation_id</c>.</summary>
internal static class RpcWire
{
    /// <summary>RabbitMQ's direct reply-to: the broker sends replies straight to the consumer of this name, without a queue.</summary>
    public const string DirectReplyTo = "amq.rabbitmq.reply-to";

    /// <summary>How long the caller waits, in milliseconds, as a header of the request.</summary>
    public const string TimeoutHeader = "x-timeout";

    public static ReadOnlySpan<byte> TimeoutHeaderOctets => "x-timeout"u8;

    /// <summary>The <c>type</c> of a reply that says why there is none.</summary>
    public const string FaultType = "fault";

    public static ReadOnlySpan<byte> FaultTypeOctets => "fault"u8;
}
