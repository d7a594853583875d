using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Sees what a broker does, as it does it: for tests, which ask about it or interfere.</summary>
internal interface IBrokerObserver
{
    /// <summary>A client declares a queue or an exchange.</summary>
    /// <exception cref="AmqpChannelException">It is refused.</exception>
    void Declaring(string name, MethodId method);

    /// <summary>A client published a message. No lock is held.</summary>
    /// <param name="virtualHost">Where.</param>
    /// <param name="message">The message, to be copied.</param>
    /// <param name="queues">Where it goes.</param>
    void Published(VirtualHost virtualHost, in MessageOctets message, ReadOnlySpan<Queue> queues);

    /// <summary>A client settled a delivery. Under the lock of the queue.</summary>
    void Settled(Queue queue, in MessageOctets message, SettlementKind kind);
}
