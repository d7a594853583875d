namespace TypedAmqp.Crash;

/// <summary>How far a message is settled.</summary>
internal enum Settlement
{
    None,

    /// <summary>It was sent, and may have arrived.</summary>
    Sent,

    /// <summary>A synchronous method that was sent after it was answered.</summary>
    Answered,
}
