using System.Runtime.CompilerServices;
using TypedAmqp.Connections;
using TypedAmqp.Protocol;

namespace TypedAmqp.Consuming;

/// <summary>
/// Hands one message after the other to whoever asks for them: each is kept until the next one is asked for, and the consumer's one dispatch loop
/// waits meanwhile.
/// </summary>
internal sealed class MessageReader(bool noAck) : IMessageHandler
{
    private readonly Lock _gate = new();
    private readonly WakeSignal _arrived = new(runAsynchronously: true);
    private readonly WakeSignal _done = new(runAsynchronously: true);
    private bool _isHere;
    private bool _isRead;
    private bool _isAwaited;
    private bool _isOver;
    private bool _isLeft;

    /// <summary>The message.</summary>
    public ReceivedMessage Current { get; private set; }

    /// <summary>Gives the message back and waits for the next one.</summary>
    /// <returns>False when <see cref="End"/> was called.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> MoveNextAsync()
    {
        GiveBack(leave: false);
        bool? next;
        while ((next = Next()) is null)
        {
            await _arrived.WaitAsync().ConfigureAwait(false);
        }

        return next.Value;
    }

    /// <summary>No more messages come, or they are not waited for.</summary>
    public void End()
    {
        bool wake;
        lock (_gate)
        {
            _isOver = true;
            wake = TakeAwaited();
        }

        WakeReaderIf(wake);
    }

    /// <summary>Ends when the consumer has.</summary>
    public async Task EndAfterAsync(Task completion)
    {
        await completion.ConfigureAwait(false);
        End();
    }

    /// <summary>Nobody reads any more. The consumer is cancelled: what comes now goes back to the queue.</summary>
    public void Leave() => GiveBack(leave: true);

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask HandleAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        if (Offer(in message))
        {
            await _done.WaitAsync().ConfigureAwait(false);
        }

        if (_isRead || noAck)
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

    /// <returns>Whether the message is here; null when it is to be waited for.</returns>
    private bool? Next()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return false;
            }

            if (!_isHere)
            {
                _isAwaited = true;
                return null;
            }

            _isRead = true;
            return true;
        }
    }

    /// <returns>Whether somebody may read it.</returns>
    private bool Offer(in ReceivedMessage message)
    {
        bool wake;
        lock (_gate)
        {
            _isRead = false;
            if (_isLeft)
            {
                return false;
            }

            (Current, _isHere) = (message, true);
            wake = TakeAwaited();
        }

        WakeReaderIf(wake);
        return true;
    }

    private void GiveBack(bool leave)
    {
        bool wake;
        lock (_gate)
        {
            _isLeft |= leave;
            wake = _isHere && (_isRead || leave);
            _isHere &= !wake;
        }

        if (wake)
        {
            _done.Set();
        }
    }

    private bool TakeAwaited()
    {
        bool awaited = _isAwaited;
        _isAwaited = false;
        return awaited;
    }

    private void WakeReaderIf(bool wake)
    {
        if (wake)
        {
            _arrived.Set();
        }
    }
}
