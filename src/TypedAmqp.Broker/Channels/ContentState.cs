namespace TypedAmqp.Broker;

/// <summary>What a channel waits for while a message arrives (AMQP 0-9-1, section 4.2.6).</summary>
internal enum ContentState
{
    /// <summary>No message is arriving: a method.</summary>
    None,

    /// <summary>The content header.</summary>
    Header,

    /// <summary>Body frames.</summary>
    Body,

    /// <summary>Nothing more: the message is there.</summary>
    Complete,
}
