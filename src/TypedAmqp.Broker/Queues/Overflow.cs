namespace TypedAmqp.Broker;

/// <summary>What becomes of a message for which a queue has no room (<c>x-overflow</c>).</summary>
internal enum Overflow
{
    /// <summary>The oldest message makes room for it.</summary>
    DropHead,

    /// <summary>It is not taken, and its publisher hears of it (basic.nack).</summary>
    RejectPublish,

    /// <summary>The same, and it goes to the dead-letter exchange.</summary>
    RejectPublishAndDeadLetter,
}
