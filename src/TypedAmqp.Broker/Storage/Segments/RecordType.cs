namespace TypedAmqp.Broker;

/// <summary>What a record of the log says; STORE.md has their layouts.</summary>
internal enum RecordType : byte
{
    None = 0,

    /// <summary>A message came to a queue.</summary>
    Message = 1,

    /// <summary>Messages are done with.</summary>
    Settled = 2,

    /// <summary>Messages came back to their queues.</summary>
    Returned = 3,

    /// <summary>A definition as it is from now on.</summary>
    Put = 4,

    /// <summary>A definition is gone.</summary>
    Removed = 5,

    /// <summary>A transaction is in effect.</summary>
    Committed = 6,
}
