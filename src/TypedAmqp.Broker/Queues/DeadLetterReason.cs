namespace TypedAmqp.Broker;

/// <summary>Why a message died in its queue, in the words of its <c>x-death</c> header.</summary>
internal static class DeadLetterReason
{
    public const string Rejected = "rejected";
    public const string Expired = "expired";
    public const string DeliveryLimit = "delivery_limit";
}
