namespace TypedAmqp.Testing;

/// <summary>What a client did with a delivery.</summary>
public enum LoggedOutcome
{
    /// <summary>It is done with (basic.ack).</summary>
    Acknowledged,

    /// <summary>It was not wanted: dropped, or sent to the dead-letter exchange (basic.reject, basic.nack).</summary>
    Rejected,

    /// <summary>It went back to its queue, also because its channel or connection ended.</summary>
    Requeued,
}
