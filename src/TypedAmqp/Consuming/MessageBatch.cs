using System.Collections;

namespace TypedAmqp;

/// <summary>Messages of one contract that are handled together, in the order of their delivery.</summary>
/// <typeparam name="T">The contract.</typeparam>
public sealed class MessageBatch<T> : IReadOnlyList<T>
{
    private readonly IReadOnlyList<T> _messages;
    private readonly Delivery[] _deliveries;
    private readonly Exception?[] _failures;

    /// <summary>A batch of messages that were not delivered, for a handler's own tests: to settle one of them does nothing.</summary>
    /// <param name="messages">The messages.</param>
    public MessageBatch(IReadOnlyList<T> messages)
        : this(messages, new Delivery[messages?.Count ?? 0])
    {
    }

    internal MessageBatch(IReadOnlyList<T> messages, Delivery[] deliveries)
    {
        ArgumentNullException.ThrowIfNull(messages);
        _messages = messages;
        _deliveries = deliveries;
        _failures = new Exception?[messages.Count];
    }

    /// <summary>How many there are.</summary>
    public int Count => _messages.Count;

    /// <summary>Their deliveries, in the same order: what settles each, where the subscription leaves that to the handler.</summary>
    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    /// <summary>One of them.</summary>
    /// <param name="index">Which one, from 0.</param>
    public T this[int index] => _messages[index];

    /// <summary>
    /// Says that one message was not handled, while the others were: it alone is tried again, requeued or rejected, as if a handler had thrown at it.
    /// A handler that throws has handled none.
    /// </summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="exception">Why not.</param>
    public void Fail(int index, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _failures[index] = exception;
    }

    /// <summary>Why a message was not handled; null when nobody said so.</summary>
    /// <param name="index">Which one, from 0.</param>
    public Exception? FailureOf(int index) => _failures[index];

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _messages.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
