using System.Collections;
using System.Runtime.ExceptionServices;

namespace TypedAmqp;

/// <summary>
/// Messages that are handled together, in the order of their delivery. They are views of pooled memory that is valid until the handler's task
/// completes.
/// </summary>
public sealed class ReceivedBatch : IReadOnlyList<ReceivedMessage>
{
    private readonly ReceivedMessage[] _messages;
    private readonly Exception?[] _failures;

    /// <param name="capacity">How many there can be: it is used for one batch after the other.</param>
    internal ReceivedBatch(int capacity)
    {
        _messages = new ReceivedMessage[capacity];
        _failures = new Exception?[capacity];
    }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    internal ReadOnlySpan<ReceivedMessage> Messages => _messages.AsSpan(0, Count);

    /// <summary>One of them.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public ReceivedMessage this[int index] => _messages[Checked(index)];

    /// <summary>
    /// Says that one message was not handled, while the others were: it alone is tried again, requeued or rejected, as if a handler had thrown at it.
    /// </summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="exception">Why not.</param>
    public void Fail(int index, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _failures[Checked(index)] = exception;
    }

    /// <summary>Why a message was not handled; null when it was.</summary>
    /// <param name="index">Which one, from 0.</param>
    public Exception? FailureOf(int index) => _failures[Checked(index)];

    /// <inheritdoc/>
    public IEnumerator<ReceivedMessage> GetEnumerator()
    {
        for (int index = 0; index < Count; index++)
        {
            yield return _messages[index];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A consumer of batches handles one message.</summary>
    internal static async ValueTask ReceiveOneAsync<TQueue>(
        IBatchConsumer<TQueue> consumer, ReceivedMessage message, CancellationToken cancellationToken)
        where TQueue : IQueue
    {
        ReceivedBatch batch = new(capacity: 1) { Count = 1 };
        batch._messages[0] = message;
        await consumer.ReceiveAsync(batch, cancellationToken).ConfigureAwait(false);
        if (batch.FailureOf(0) is Exception failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Takes the messages of a batch in.</summary>
    internal void Fill(AmqpChannel channel, int epoch, ReadOnlySpan<Consuming.DeliveryEntry> entries)
    {
        Count = entries.Length;
        for (int index = 0; index < entries.Length; index++)
        {
            _messages[index] = new ReceivedMessage(channel, epoch, in entries[index]);
        }
    }

    /// <summary>Its messages are handled, and their memory goes to others.</summary>
    internal void Clear()
    {
        Array.Clear(_messages, 0, Count);
        Array.Clear(_failures, 0, Count);
        Count = 0;
    }

    internal ReceivedMessage? Find(in Delivery delivery)
    {
        foreach (ref readonly ReceivedMessage message in Messages)
        {
            if (message.Delivery == delivery)
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>Finds out which attempt each of them is. One whose headers cannot be read has failed.</summary>
    internal void CountAttempts()
    {
        for (int index = 0; index < Count; index++)
        {
            try
            {
                _messages[index] = Consuming.RetryPolicy.Counted(in _messages[index]);
            }
            catch (UndecodableMessageException e)
            {
                Fail(index, e);
            }
        }
    }

    /// <summary>Finds out how often each of them came back to its quorum queue.</summary>
    internal void CountDeliveries()
    {
        foreach (ref ReceivedMessage message in _messages.AsSpan(0, Count))
        {
            if (message.Delivery.Redelivered)
            {
                message = Consuming.DeliveryCount.Counted(in message);
            }
        }
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        return index;
    }
}
