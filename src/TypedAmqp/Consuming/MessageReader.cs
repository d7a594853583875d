using System.Threading.Channels;
using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>Hands one message after the other to whoever asks for them: each is kept until the next one is asked for.</summary>
internal sealed class MessageReader(bool noAck) : IMessageHandler
{
    private readonly Channel<(ReceivedMessage Message, TaskCompletionSource<bool> Done)> _arrived =
        System.Threading.Channels.Channel.CreateUnbounded<(ReceivedMessage, TaskCompletionSource<bool>)>();

    private TaskCompletionSource<bool>? _done;

    /// <summary>The message.</summary>
    public ReceivedMessage Current { get; private set; }

    /// <summary>Gives the message back and waits for the next one.</summary>
    /// <param name="ended">Completes when no more come.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when no more come.</returns>
    public async ValueTask<bool> MoveNextAsync(Task ended, CancellationToken cancellationToken)
    {
        _done?.SetResult(true);
        _done = null;
        ValueTask<bool> arriving = _arrived.Reader.WaitToReadAsync(cancellationToken);
        if (!arriving.IsCompleted)
        {
            Task<bool> arrival = arriving.AsTask();
            if (await Task.WhenAny(arrival, ended).ConfigureAwait(false) == ended)
            {
                return false;
            }

            arriving = new ValueTask<bool>(arrival);
        }

        await arriving.ConfigureAwait(false);
        _arrived.Reader.TryRead(out (ReceivedMessage Message, TaskCompletionSource<bool> Done) next);
        (Current, _done) = next;
        return true;
    }

    /// <summary>Nobody reads any more. The consumer is cancelled: what comes now goes back to the queue.</summary>
    public void Leave()
    {
        _done?.SetResult(true);
        _done = null;
        _arrived.Writer.Complete();
        while (_arrived.Reader.TryRead(out (ReceivedMessage Message, TaskCompletionSource<bool> Done) unread))
        {
            unread.Done.SetResult(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isRead = _arrived.Writer.TryWrite((message, done)) && await done.Task.ConfigureAwait(false);
        if (isRead || noAck)
        {
            return;
        }

        try
        {
            await message.Delivery.RequeueAsync().ConfigureAwait(false);
        }
        catch (AmqpException)
        {
            // The channel closed meanwhile, which puts the message back as well.
        }
    }
}
