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
    /// <exception cref="PublishException">One or more were returned, rejected, or not confirmed in time: its failures say which.</exception>
    protected Task SendAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        SendAllAsync(route.Template.Exchange, Along(route), messages, cancellationToken);

    /// <summary>Publishes messages one behind the other without waiting in between, and says what became of each, in their order.</summary>
    protected Task<PublishResult[]> TrySendAllAsync<T>(Route<T> route, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        TrySendAllAsync(Along(route), messages, cancellationToken);

    /// <summary>Publishes messages as they come without waiting in between, and returns when there are no more, and all are confirmed.</summary>
    /// <exception cref="PublishException">One was returned, rejected, or not confirmed in time: none of those behind it is waited for.</exception>
    protected Task SendAllAsync<T>(Route<T> route, IAsyncEnumerable<T> messages, CancellationToken cancellationToken) =>
        SendAllAsync(route.Template.Exchange, Along(route), messages, cancellationToken);

    /// <summary>
    /// Publishes messages as they come without waiting in between, and says what became of each, in their order, as soon as it is known.
    /// </summary>
    protected IAsyncEnumerable<PublishResult> TrySendAllAsync<T>(Route<T> route, IAsyncEnumerable<T> messages, CancellationToken cancellationToken) =>
        TrySendAllAsync(Along(route), messages, cancellationToken);

    /// <summary>The same, each message along a route of its own.</summary>
    /// <inheritdoc cref="SendAllAsync{T}(Route{T}, IEnumerable{T}, CancellationToken)"/>
    protected Task SendAllAsync<T>(
        string exchange, Func<T, CancellationToken, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.PublishAllAsync(exchange, send, messages, cancellationToken);

    /// <summary>The same, each message along a route of its own.</summary>
    protected Task<PublishResult[]> TrySendAllAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send, IEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.TryPublishAllAsync(send, messages, cancellationToken);

    /// <summary>The same, each message along a route of its own.</summary>
    /// <inheritdoc cref="SendAllAsync{T}(Route{T}, IAsyncEnumerable{T}, CancellationToken)"/>
    protected Task SendAllAsync<T>(
        string exchange,
        Func<T, CancellationToken, ValueTask<PublishResult>> send,
        IAsyncEnumerable<T> messages,
        CancellationToken cancellationToken) =>
        bus.Publishing.PublishEachAsync(exchange, send, messages, cancellationToken);

    /// <summary>The same, each message along a route of its own.</summary>
    protected IAsyncEnumerable<PublishResult> TrySendAllAsync<T>(
        Func<T, CancellationToken, ValueTask<PublishResult>> send, IAsyncEnumerable<T> messages, CancellationToken cancellationToken) =>
        bus.Publishing.TryPublishEachAsync(send, messages, cancellationToken);

    /// <summary>The exception for a message that is none of the contracts which derive from a declared type.</summary>
    /// <param name="message">The message.</param>
    protected static Exception NotDeclared(object? message) => message is null
        ? new ArgumentNullException(nameof(message))
        : new ArgumentException(
            $"{message.GetType().Name} is no contract that may be published here: mark it with [Message], "
            + "in the assembly of its base type or of the exchange.",
            nameof(message));

    private Func<T, CancellationToken, ValueTask<PublishResult>> Along<T>(Route<T> route) => (message, token) => TrySendAsync(route, message, token);
}
