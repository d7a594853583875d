using System.Collections;
using System.Runtime.ExceptionServices;

namespace TypedAmqp;

/// <summary>
/// Messages that are handled together, in the order of their delivery. They are views of pooled memory that is valid until the handler's task completes.
/// </summary>
public sealed class ReceivedBatch : IReadOnlyList<ReceivedMessage>
{
    private readonly ReceivedMessage[] _messages;
    private readonly Exception?[] _failures;

    internal ReceivedBatch(ReceivedMessage[] messages)
    {
        _messages = messages;
        _failures = new Exception?[messages.Length];
    }

    /// <summary>How many there are.</summary>
    public int Count => _messages.Length;

    /// <summary>One of them.</summary>
    /// <param name="index">Which one, from 0.</param>
    public ReceivedMessage this[int index] => _messages[index];

    /// <summary>
    /// Says that one message was not handled, while the others were: it alone is tried again, requeued or rejected, as if a handler had thrown at it.
    /// </summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="exception">Why not.</param>
    public void Fail(int index, Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        _failures[index] = exception;
    }

    /// <summary>Why a message was not handled; null when it was.</summary>
    /// <param name="index">Which one, from 0.</param>
    public Exception? FailureOf(int index) => _failures[index];

    /// <inheritdoc/>
    public IEnumerator<ReceivedMessage> GetEnumerator() => ((IEnumerable<ReceivedMessage>)_messages).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A consumer of batches handles one message.</summary>
    internal static async ValueTask ReceiveOneAsync<TQueue>(IBatchConsumer<TQueue> consumer, ReceivedMessage message, CancellationToken cancellationToken)
        where TQueue : IQueue
    {
        ReceivedBatch batch = new([message]);
        await consumer.ReceiveAsync(batch, cancellationToken).ConfigureAwait(false);
        if (batch.FailureOf(0) is Exception failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    internal ReceivedMessage? Find(in Delivery delivery)
    {
        foreach (ref readonly ReceivedMessage message in _messages.AsSpan())
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
        for (int index = 0; index < _messages.Length; index++)
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
}
