namespace TypedAmqp.Protocol;

/// <summary>Whether a message survives a restart of the server.</summary>
public enum DeliveryMode : byte
{
    /// <summary>It need not.</summary>
    Transient = 1,

    /// <summary>It does, in a durable queue.</summary>
    Persistent = 2,
}
