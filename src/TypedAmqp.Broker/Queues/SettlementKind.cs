namespace TypedAmqp.Broker;

/// <summary>What a client has done with a delivery.</summary>
internal enum SettlementKind
{
    /// <summary>It is done with.</summary>
    Acknowledged,

    /// <summary>It was not wanted, and is not to come again: it dies.</summary>
    Rejected,

    /// <summary>It is to be delivered again.</summary>
    Requeued,
}
