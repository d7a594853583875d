namespace TypedAmqp.Consuming;

/// <summary>How a delivery is settled.</summary>
internal enum Settlement
{
    Ack,
    Reject,
    Requeue,
}
