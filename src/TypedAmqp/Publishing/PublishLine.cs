using TypedAmqp.Connections;
using TypedAmqp.Protocol;

namespace TypedAmqp.Publishing;

/// <summary>
/// What one publisher publishes, in its order: what waits for room or for a channel, and what the broker has not answered. It writes to one channel at a
/// time. That of a channel ends with it; that of a bus outlives its channels, and what waits goes on with the next one.
/// </summary>
/// <remarks>Its lock is taken within the channel's and before the output's; nothing waits inside, and nobody's code runs there.</remarks>
/// <param name="options">How it publishes.</param>
/// <param name="clock">The clock of its deadlines.</param>
/// <param name="pool">Where its publishes come from.</param>
/// <param name="carry">What becomes of unanswered publishes when a connection is lost; null for a line that ends with its channel.</param>
internal sealed partial class PublishLine(AmqpChannelOptions options, TimeProvider clock, PendingPublishPool pool, UnconfirmedPublishPolicy? carry = null)
{
    private readonly Lock _gate = new();
    private readonly UnconfirmedPublishes _unconfirmed = new();
    private Queue<PendingPublish> _waiting = new();
    private AmqpChannel? _channel;
    private ConnectionOutput? _output;
    private Func<Exception>? _ended;
    private CloseReason? _lost;
    private int _maxFramePayload = FrameFormat.MinimumFrameMax - FrameFormat.Overhead;
    private bool _stopped;
    private bool _roomRequested;

    /// <summary>Whether it has a channel to write to.</summary>
    public bool IsAttached => Volatile.Read(ref _channel) is not null;

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

    private bool HasRoom => _output is { HasRoom: true } && !_stopped && _unconfirmed.Count < options.MaxUnconfirmed;

    /// <summary>Begins to write to a channel: first what waits. Under that channel's lock, which is open.</summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    public bool Attach(AmqpChannel channel, ConnectionOutput output)
    {
        lock (_gate)
        {
            _output = output;
            _maxFramePayload = output.MaxFramePayload;
            _stopped = false;
            _roomRequested = false;
            Volatile.Write(ref _channel, channel);
            return WriteWaiting();
        }
    }

    /// <summary>
    /// The channel closes: nothing more is written to it. Under its lock, before the broker hears of it. What the broker has not answered is unknown, or
    /// waits to be sent again where only the connection was lost: a channel may have been closed because of one of them.
    /// </summary>
    public void Detach(AmqpChannel channel, CloseReason reason, Func<Exception> exception, bool isConnectionLost)
    {
        lock (_gate)
        {
            if (_channel != channel)
            {
                return;
            }

            Volatile.Write(ref _channel, null);
            _output = null;
            _lost = reason;
            if (carry == UnconfirmedPublishPolicy.Resend && isConnectionLost)
            {
                _waiting = new Queue<PendingPublish>(_unconfirmed.TakeUnsettled().Concat(_waiting));
            }
            else
            {
                _unconfirmed.Fail(new PublishResult(PublishOutcome.Unknown, reason.ReplyCode, $"No confirm came, because the channel was {reason}."));
            }

            if (carry is null)
            {
                EndWaiting(exception);
            }
        }
    }

    /// <summary>No further channel comes: what waits fails, and so does whatever is published later.</summary>
    public void End(Func<Exception> exception)
    {
        lock (_gate)
        {
            EndWaiting(exception);
        }
    }

    /// <summary>There is no channel for now, because it cannot be opened: what waits for one fails.</summary>
    public void FailWaiting(Exception exception)
    {
        lock (_gate)
        {
            if (_channel is null)
            {
                Fail(exception);
            }
        }
    }

    /// <inheritdoc cref="AmqpChannel.TryPublishAsync(PublishTemplate, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<PublishResult> TryPublishAsync(
        PublishTemplate template,
        ReadOnlyMemory<byte> routingKey,
        ReadOnlyMemory<byte> headers,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        template.CheckKey(routingKey.Span);
        template.CheckHeaders(headers.Span, _maxFramePayload);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<PublishResult>(cancellationToken);
        }

        return !options.PublisherConfirms && HasRoom && _waiting.Count == 0 && TryWrite(template, routingKey.Span, headers.Span, body.Span)
            ? new ValueTask<PublishResult>(PublishResult.Sent)
            : PublishPending(template, routingKey, headers, body, cancellationToken);
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

    /// <summary>Writes what nobody awaits.</summary>
    /// <returns>False when it has to wait after all: at this moment the channel is gone and another comes, or the broker asks to stop.</returns>
    private bool TryWrite(PublishTemplate template, ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        bool flush;
        ConnectionOutput? output;
        lock (_gate)
        {
            ThrowIfEnded();
            output = _output;
            if (output is null || _stopped)
            {
                return false;
            }

            try
            {
                flush = output.WritePublish(template, (ushort)_channel!.Number, routingKey, headers, body);
            }
            catch (AmqpConnectionClosedException) when (carry is not null)
            {
                return false;
            }
        }

        if (flush)
        {
            output.Flush(FlushHint.More);
        }

        return true;
    }

    /// <summary>Publishes what is to be awaited: for its confirm, or already for room.</summary>
    private ValueTask<PublishResult> PublishPending(
        PublishTemplate template,
        ReadOnlyMemory<byte> routingKey,
        ReadOnlyMemory<byte> headers,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        PendingPublish pending;
        ConnectionOutput? output;
        AmqpChannel? channel;
        bool flush;
        bool alone;
        lock (_gate)
        {
            ThrowIfEnded();
            output = _output;
            channel = _channel;
            pending = pool.Rent();
            pending.Begin(_gate, template, routingKey, headers, body, DeadlineAfter(options.PublishTimeout));
            _waiting.Enqueue(pending);
            ArmDeadline(options.PublishTimeout);
            flush = WriteWaiting();
            alone = _unconfirmed.Count == 1;
        }

        // One that nothing else is on the way with is likely to be awaited; several are a pipeline, which gains from batches.
        if (flush)
        {
            output!.Flush(alone ? FlushHint.Awaited : FlushHint.More);
        }

        channel?.ResumeReading();
        if (cancellationToken.CanBeCanceled)
        {
            pending.CancelWith(cancellationToken);
        }

        return pending.Result;
    }

    /// <summary>
    /// Writes publishes in the order in which they came, as long as there is room for them. Under the lock. Whatever makes room calls it: the output's flush,
    /// an acknowledgement, the end of a block, a new channel.
    /// </summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    private bool WriteWaiting()
    {
        bool flush = false;
        while (_waiting.TryPeek(out PendingPublish? next))
        {
            if (!next.IsSettled)
            {
                if (_output is null || _stopped || _unconfirmed.Count >= options.MaxUnconfirmed || !TakeRoom(_output))
                {
                    break;
                }

                try
                {
                    flush |= next.Write(_output, (ushort)_channel!.Number);
                }
                catch (AmqpConnectionClosedException)
                {
                    // Lost at this moment: the channel will say so, and the next one takes it, or nobody does.
                    break;
                }
            }

            _waiting.Dequeue();
            if (options.PublisherConfirms && next.IsWritten)
            {
                // The broker confirms it in any case, which is not waited for on every route.
                _unconfirmed.Add(next);
                if (!next.Template!.AwaitsConfirm)
                {
                    next.Settle(PublishResult.Sent);
                }
            }
            else
            {
                next.Settle(PublishResult.Sent);
                next.Release();
            }
        }

        return flush;
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

    private void EndWaiting(Func<Exception> exception)
    {
        if (_ended is null)
        {
            _ended = exception;
            Fail(exception());
            _deadlines?.Dispose();
            _deadlines = null;
        }
    }

    private void Fail(Exception exception)
    {
        while (_waiting.TryDequeue(out PendingPublish? never))
        {
            never.Fail(exception);
            never.Release();
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is not null)
        {
            throw _ended();
        }
    }
}
