using TypedAmqp.Connections;
using TypedAmqp.Protocol;

namespace TypedAmqp.Publishing;

/// <summary>
/// What one publisher publishes, in its order: what waits for room or for a channel, and what the broker has not answered. It writes to one channel
/// at a time. That of a channel ends with it; that of a bus outlives its channels, and what waits goes on with the next one.
/// </summary>
/// <remarks>
/// <para>A message goes from <see cref="Publish"/> into the output of the connection and among the unconfirmed ones, or first among those that wait;
/// from there it follows whenever something makes room, and <see cref="OnAnswer"/> ends it.</para>
/// <para>Its lock is taken within the channel's and before the output's; nothing waits inside, and nobody's code runs there.</para>
/// </remarks>
/// <param name="options">How it publishes.</param>
/// <param name="clock">The clock of its deadlines.</param>
/// <param name="pool">Where its publishes come from.</param>
/// <param name="carry">What becomes of unanswered publishes when a connection is lost; null for a line that ends with its channel.</param>
internal sealed partial class PublishLine(
    AmqpChannelOptions options, TimeProvider clock, PendingPublishPool pool, UnconfirmedPublishPolicy? carry = null)
{
    private readonly Lock _gate = new();
    private readonly UnconfirmedPublishes _unconfirmed = new();
    private readonly LinkedList<PendingPublish> _waiting = new();
    private bool _stopped;
    private bool _roomRequested;

    /// <summary>How many publishes wait to be written.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Whether somebody waits for an answer of the broker, or for room.</summary>
    public bool AwaitsAnswer
    {
        get
        {
            lock (_gate)
            {
                return _unconfirmed.Count > 0 || _waiting.Count > 0;
            }
        }
    }

    /// <summary>Publishes a message.</summary>
    /// <returns>What its caller awaits; null when it is written, and nobody waits for its confirm.</returns>
    /// <exception cref="ArgumentException">The key or the headers are too long. Nothing was sent, nor any memory given back.</exception>
    /// <exception cref="AmqpException">The line has ended. Likewise.</exception>
    public PendingPublish? Publish(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        PendingPublish? pending;
        bool flush = false;
        bool alone;
        AmqpChannel? channel;
        ConnectionOutput? output;
        lock (_gate)
        {
            message.Check(_maxFramePayload);
            (channel, output) = (_channel, _output);
            pending = cancellationToken.IsCancellationRequested ? Cancelled(message, cancellationToken) : WriteOrWait(message, ref flush);
            alone = _unconfirmed.Count == 1;
        }

        // One that nothing else is on the way with is likely to be awaited; several are a pipeline, which gains from batches.
        if (flush)
        {
            output!.Flush(alone ? FlushHint.Awaited : FlushHint.More);
        }

        if (pending is null)
        {
            message.Buffer?.Return();
            return null;
        }

        channel?.ResumeReading();
        if (cancellationToken.CanBeCanceled)
        {
            pending.CancelWith(cancellationToken);
        }

        return pending;
    }

    /// <summary>Ends the wait of a publish's caller, not that for the broker's answer.</summary>
    public void Cancel(PendingPublish publish, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            publish.FailCancelled(cancellationToken);
            if (publish.Place.List is not null)
            {
                _waiting.Remove(publish.Place);
                publish.Release();
            }
        }
    }

    /// <summary><c>basic.ack</c> and <c>basic.nack</c> from the broker.</summary>
    /// <exception cref="AmqpChannelException">There is no such publish.</exception>
    public void OnAnswer(AmqpChannel channel, ulong sequence, bool multiple, PublishResult result)
    {
        bool flush;
        ConnectionOutput output;
        lock (_gate)
        {
            if (_channel != channel)
            {
                return;
            }

            output = _output!;
            _unconfirmed.Settle(sequence, multiple, result);
            flush = WriteWaiting();
        }

        if (flush)
        {
            output.Flush(FlushHint.More);
        }
    }

    /// <summary>A message came back: the answer to its publish will say which it was.</summary>
    public void OnReturned(AmqpChannel channel, ReturnedMessage message)
    {
        lock (_gate)
        {
            if (_channel == channel)
            {
                _unconfirmed.AddReturn(message);
            }
        }
    }

    /// <summary>The broker asks to stop publishing, or to go on. Section 1.5.2.3.</summary>
    public void OnFlow(bool active)
    {
        lock (_gate)
        {
            _stopped = !active;
        }

        OnRoom();
    }

    /// <summary>The output has room again.</summary>
    public void OnRoom()
    {
        bool flush;
        ConnectionOutput? output;
        lock (_gate)
        {
            _roomRequested = false;
            output = _output;
            flush = WriteWaiting();
        }

        if (flush)
        {
            output!.Flush(FlushHint.More);
        }
    }

    /// <summary>A publish that was given up before it began.</summary>
    private PendingPublish Cancelled(in OutgoingMessage message, CancellationToken cancellationToken)
    {
        PendingPublish cancelled = Begin(message);
        cancelled.FailCancelled(cancellationToken);
        cancelled.Release();
        return cancelled;
    }

    private PendingPublish Begin(in OutgoingMessage message)
    {
        PendingPublish publish = pool.Rent();
        publish.Begin(this, message, DeadlineAfter(options.PublishTimeout));
        return publish;
    }

    /// <summary>Writes a message, or lets it wait behind those that came before. Under the lock.</summary>
    /// <returns>What its caller awaits; null when there is nothing to wait for.</returns>
    private PendingPublish? WriteOrWait(in OutgoingMessage message, ref bool flush)
    {
        ThrowIfEnded();
        bool isFirst = _waiting.Count == 0;
        if (isFirst && !options.PublisherConfirms && TryWrite(message, ref flush))
        {
            return null;
        }

        PendingPublish publish = Begin(message);
        ArmDeadline(options.PublishTimeout);
        if (!isFirst || !TryWrite(publish, ref flush))
        {
            _waiting.AddLast(publish.Place);
            return publish;
        }

        if (message.Template.AwaitsConfirm)
        {
            return publish;
        }

        publish.Release();
        return null;
    }

    /// <summary>
    /// Writes publishes in the order in which they came, as long as there is room for them. Under the lock. Whatever makes room calls it: the
    /// output's flush, an acknowledgement, the end of a block, a new channel.
    /// </summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    private bool WriteWaiting()
    {
        bool flush = false;
        while (_waiting.First is { Value: PendingPublish first } && TryWrite(first, ref flush))
        {
            _waiting.RemoveFirst();
        }

        return flush;
    }

    /// <summary>Writes a publish, and ends it unless its confirm is waited for. Under the lock.</summary>
    private bool TryWrite(PendingPublish publish, ref bool flush)
    {
        if (!TryWrite(publish.Message, ref flush))
        {
            return false;
        }

        publish.IsWritten = true;
        if (!options.PublisherConfirms)
        {
            publish.Settle(PublishResult.Sent);
            publish.Release();
            return true;
        }

        // The broker confirms it in any case, which is not waited for on every route.
        _unconfirmed.Add(publish);
        if (!publish.Template!.AwaitsConfirm)
        {
            publish.Settle(PublishResult.Sent);
        }

        return true;
    }

    /// <summary>Writes a message. Under the lock.</summary>
    /// <param name="message">The message.</param>
    /// <param name="flush">Set when the caller gets the right to flush.</param>
    /// <returns>False when it has to wait: for a channel, until the broker lets publishers go on, for an answer, or for room.</returns>
    private bool TryWrite(in OutgoingMessage message, ref bool flush)
    {
        if (_output is null || _stopped || _unconfirmed.Count >= options.MaxUnconfirmed || !TakeRoom(_output))
        {
            return false;
        }

        try
        {
            flush |= _output.WritePublish(message, (ushort)_channel!.Number);
            return true;
        }
        catch (AmqpConnectionClosedException)
        {
            // Lost at this moment: the channel will say so, and the next one takes it, or nobody does.
            return false;
        }
    }

    /// <summary>Whether the output has room; if not, it calls <see cref="OnRoom"/> when it has.</summary>
    private bool TakeRoom(ConnectionOutput output)
    {
        if (output.HasRoom)
        {
            return true;
        }

        _roomRequested = _roomRequested || output.RequestRoom(this);
        return !_roomRequested;
    }
}
