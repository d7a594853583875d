namespace TypedAmqp.Rpc;

/// <summary>What requests and replies look like on the wire, beyond <c>reply_to</c> and <c>correlation_id</c>.</summary>
internal static class RpcWire
{
    /// <summary>RabbitMQ's direct reply-to: the broker sends replies straight to the consumer of this name, without a queue.</summary>
    public const string DirectReplyTo = "amq.rabbitmq.reply-to";

    /// <summary>How long the caller waits, in milliseconds, as a header of the request; for a stream: for each item.</summary>
    public const string TimeoutHeader = "x-timeout";

    /// <summary>How many items of a stream the caller takes before it asks for more, as a header of the request. Without it: any number.</summary>
    public const string CreditHeader = "x-credit";

    /// <summary>The <c>type</c> of a reply that says why there is none.</summary>
    public const string FaultType = "fault";

    /// <summary>The <c>type</c> of the reply, with an empty body, that follows the last item of a stream.</summary>
    public const string EndType = "end";

    /// <summary>The <c>type</c> of what a caller sends who has given up a call, which <c>correlation_id</c> names.</summary>
    public const string CancelType = "cancel";

    /// <summary>The <c>type</c> of what a caller sends who can take more items of a stream: their number is the body, as text.</summary>
    public const string CreditType = "credit";

    /// <summary>
    /// Where callers send what is meant for every server of a service: each broker has this exchange. Nobody is bound, nobody gets it: then it is
    /// dropped.
    /// </summary>
    public const string ControlExchange = "amq.direct";

    public static ReadOnlySpan<byte> TimeoutHeaderOctets => "x-timeout"u8;

    public static ReadOnlySpan<byte> CreditHeaderOctets => "x-credit"u8;

    public static ReadOnlySpan<byte> FaultTypeOctets => "fault"u8;

    public static ReadOnlySpan<byte> EndTypeOctets => "end"u8;

    public static ReadOnlySpan<byte> CancelTypeOctets => "cancel"u8;

    public static ReadOnlySpan<byte> CreditTypeOctets => "credit"u8;

    /// <summary>The routing key of what is meant for every server of a service.</summary>
    public static string ControlKeyOf(string service) => service + ".control";
}
