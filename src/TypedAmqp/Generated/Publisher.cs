namespace TypedAmqp.Generated;

/// <summary>What the emitted publishers have in common.</summary>
/// <param name="bus">Where they publish.</param>
public abstract class Publisher(AmqpBus bus)
{
    /// <summary>Publishes a message, and returns when the broker confirmed it.</summary>
    /// <exception cref="PublishException">It was returned, rejected, or not confirmed in time.</exception>
    protected ValueTask SendAsync<T>(Route<T> route, T message, CancellationToken cancellationToken) =>
        bus.Publishing.PublishAsync(route, message, cancellationToken);

    /// <summary>Publishes a message, and says what became of it.</summary>
    protected ValueTask<PublishResult> TrySendAsync<T>(Route<T> route, T message, CancellationToken cancellationToken) =>
        bus.Publishing.TryPublishAsync(route, message, cancellationToken);

    /// <summary>Publishes messages one behind the other without waiting in between, and returns when all are confirmed.</summary>
    /// <exception cref="PublishException">One or more were returned, rejected, or not confirmed in time: the first of them is named.</exception>
    protected Task SendAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.PublishAllAsync(route, messages, cancellationToken);

    /// <summary>Publishes messages one behind the other without waiting in between, and says what became of each, in their order.</summary>
    protected Task<PublishResult[]> TrySendAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.TryPublishAllAsync(route, messages, cancellationToken);

    /// <summary>Publishes messages one behind the other without waiting in between, and returns when all are confirmed.</summary>
    /// <exception cref="PublishException">One or more were returned, rejected, or not confirmed in time: the first of them is named.</exception>
    protected Task SendAllAsync<T>(string exchange, Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.PublishAllAsync(exchange, send, messages);

    /// <summary>Publishes messages one behind the other without waiting in between, and says what became of each, in their order.</summary>
    protected Task<PublishResult[]> TrySendAllAsync<T>(Func<T, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.TryPublishAllAsync(send, messages);

    /// <summary>The exception for a message that is none of the contracts which derive from a declared type.</summary>
    /// <param name="message">The message.</param>
    protected static Exception NotDeclared(object? message) => message is null
        ? new ArgumentNullException(nameof(message))
        : new ArgumentException(
            $"{message.GetType().Name} is no contract that may be published here: mark it with [Message], in the assembly of its base type or of the exchange.",
            nameof(message));
}
