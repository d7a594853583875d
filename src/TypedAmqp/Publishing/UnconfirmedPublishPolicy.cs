namespace TypedAmqp;

/// <summary>What becomes of publishes that the broker has not answered when the connection is lost.</summary>
public enum UnconfirmedPublishPolicy
{
    /// <summary>They end as <see cref="PublishOutcome.Unknown"/>: the caller decides. The message may have arrived.</summary>
    Report = 0,

    /// <summary>
    /// They are sent again on the next connection, in their order and before anything later, as long as their deadline allows. A message whose
    /// confirm was lost arrives twice.
    /// </summary>
    Resend = 1,
}
