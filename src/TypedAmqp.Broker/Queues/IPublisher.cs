namespace TypedAmqp.Broker;

/// <summary>Whoever published a message and is to hear when a queue does not take it.</summary>
internal interface IPublisher
{
    /// <summary>A queue does not take a message. May be called under the lock of a queue.</summary>
    /// <param name="tag">The number of the message among those of its publisher.</param>
    void Reject(ulong tag);
}
