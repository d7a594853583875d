namespace TypedAmqp.Broker;

/// <summary>Why a message died in its queue, in the words of its <c>x-death</c> header, as octets.</summary>
internal static class DeadLetterReason
{
    public static readonly byte[] Rejected = "rejected"u8.ToArray();
    public static readonly byte[] Expired = "expired"u8.ToArray();
    public static readonly byte[] MaxLength = "maxlen"u8.ToArray();
    public static readonly byte[] DeliveryLimit = "delivery_limit"u8.ToArray();
}
