namespace TypedAmqp.Broker;

/// <summary>What a definition is about. They are restored in this order.</summary>
internal enum DefinitionKind : byte
{
    /// <summary>Something that the log remembers for itself.</summary>
    Mark = 0,

    VirtualHost = 1,
    Exchange = 2,

    /// <summary>Its key is its number, 4 octets.</summary>
    Queue = 3,

    Binding = 4,
    User = 5,
    Permissions = 6,
    Policy = 7,
    OperatorPolicy = 8,

    /// <summary>Where what is left of a queue begins (<see cref="QueueBegin"/>). Its key is the queue's.</summary>
    Begin = 9,
}
