using System.Runtime.CompilerServices;
using TypedAmqp.Consuming;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <content>Many messages with one call, for tools.</content>
public sealed partial class AmqpChannel
{
    /// <summary>
    /// Publishes messages along a route one behind the other, without waiting in between, and says what became of each, in their order. Once the
    /// deadline of one has passed, none of those behind it is tried.
    /// </summary>
    /// <param name="template">The route, with a constant routing key.</param>
    /// <param name="bodies">The bodies. Each is valid until the task completes.</param>
    /// <param name="window">How many may be without their outcome at a time; 1024 unless given.</param>
    /// <param name="cancellationToken">Ends the wait. Messages that were written before may arrive nevertheless.</param>
    /// <exception cref="AmqpException">The channel or connection is closed: the rest was not sent.</exception>
    public Task<PublishResult[]> TryPublishAllAsync(
        PublishTemplate template,
        IEnumerable<ReadOnlyMemory<byte>> bodies,
        int window = PublishWindow.Usual,
        CancellationToken cancellationToken = default) =>
        PublishWindow.SendAllAsync((body, token) => TryPublishAsync(template, body, token), bodies, window, cancellationToken);

    /// <summary>
    /// Publishes messages along a route as they come, in a pipeline, and says what became of each, in their order, as soon as it is known. Nothing is
    /// published before the outcomes are enumerated, and no more than the window ahead of who does that.
    /// </summary>
    /// <param name="template">The route, with a constant routing key.</param>
    /// <param name="bodies">The bodies. Each is valid until its outcome is there.</param>
    /// <param name="window">How many may be without their outcome at a time; 1024 unless given.</param>
    /// <param name="cancellationToken">Ends the wait. Messages that were written before may arrive nevertheless.</param>
    /// <exception cref="AmqpException">The channel or connection is closed: the rest was not sent.</exception>
    public IAsyncEnumerable<PublishResult> TryPublishEachAsync(
        PublishTemplate template,
        IAsyncEnumerable<ReadOnlyMemory<byte>> bodies,
        int window = PublishWindow.Usual,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(bodies);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        return PublishWindow.SendEachAsync((body, token) => TryPublishAsync(template, body, token), bodies, window, cancellationToken);
    }

    /// <summary>
    /// Consumes from a queue, message by message, as they are asked for: <c>basic.consume</c> when the enumeration begins, <c>basic.cancel</c> when
    /// it is left. Who reads settles each message, unless <see cref="ConsumeOptions.NoAck"/> is set; what was sent ahead and not read goes back to
    /// the queue.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="options">How; null for acknowledgements and the channel's prefetch. Messages come one at a time.</param>
    /// <param name="cancellationToken">Ends the enumeration, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The messages. Each is valid until the next one is asked for. They end when this program closes the channel.</returns>
    /// <exception cref="AmqpException">The consumer is lost, with the channel or because the queue is gone; or the broker refused it.</exception>
    public async IAsyncEnumerable<ReceivedMessage> ReadAsync(
        string queue, ConsumeOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options = (options ?? new ConsumeOptions()) with { Concurrency = 1 };
        MessageReader reader = new(options.NoAck);
        AmqpConsumer consumer = await ConsumeAsync(queue, reader, options, cancellationToken).ConfigureAwait(false);
        _ = reader.EndAfterAsync(consumer.Completion);
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(static reader => ((MessageReader)reader!).End(), reader);
        try
        {
            while (await reader.MoveNextAsync().ConfigureAwait(false))
            {
                yield return reader.Current;
            }
        }
        finally
        {
            await consumer.DisposeAsync().ConfigureAwait(false);
            reader.Leave();
        }

        cancellationToken.ThrowIfCancellationRequested();
        CloseReason reason = await consumer.Ended.ConfigureAwait(false);
        if (reason.Initiator != CloseInitiator.Application)
        {
            throw new AmqpChannelException(reason.ReplyCode, $"The consumer of '{queue}' was {reason}.", reason.FailingMethod, reason.Cause);
        }
    }
}
