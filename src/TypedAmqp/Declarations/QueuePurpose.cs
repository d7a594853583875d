namespace TypedAmqp;

/// <summary>What a queue is for: it tells the compiler whether a consumer is to be expected.</summary>
public enum QueuePurpose
{
    /// <summary>A consumer handles what arrives.</summary>
    Consumed = 0,

    /// <summary>People look at it; no consumer is expected.</summary>
    Inspected = 1,

    /// <summary>Messages wait here until they expire, then go on to the dead-letter exchange; no consumer is expected.</summary>
    Delay = 2,
}
