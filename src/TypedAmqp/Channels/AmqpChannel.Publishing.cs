using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <content>Publishing, and waiting for room.</content>
public sealed partial class AmqpChannel
{
    private readonly UnconfirmedPublishes _unconfirmed = new();
    private readonly Queue<PendingPublish> _waiting = new();
    private bool _stopped;
    private bool _roomRequested;

    /// <summary>Publishes a message along a route.</summary>
    /// <remarks>
    /// It is copied into the connection's output before this returns, unless that is full or blocked by the broker: then the publish waits, without
    /// holding a thread. What one caller publishes stays in order, whether it awaits each or not. Nothing is allocated in the steady state.
    /// </remarks>
    /// <param name="template">The route.</param>
    /// <param name="routingKey">The routing key in UTF-8; empty when the template has a constant one. Valid until the task completes.</param>
    /// <param name="body">The body. Valid until the task completes.</param>
    /// <param name="cancellationToken">Ends the wait. A message that was written before may arrive nevertheless.</param>
    /// <returns>How it ended; on a channel without confirms as soon as it is written. Await it once.</returns>
    /// <exception cref="AmqpChannelClosedException">The channel was closed before: nothing was sent.</exception>
    /// <exception cref="AmqpConnectionClosedException">The connection was closed before: nothing was sent.</exception>
    /// <exception cref="ArgumentException">The routing key is longer than 255 octets, or given twice. Nothing was sent.</exception>
    public ValueTask<PublishResult> TryPublishAsync(
        PublishTemplate template, ReadOnlyMemory<byte> routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        TryPublishAsync(template, routingKey, headers: default, body, cancellationToken);

    /// <summary>Publishes a message along a route, with header fields of its own behind those of the route.</summary>
    /// <exception cref="ArgumentException">The key or the headers are too long. Nothing was sent.</exception>
    internal ValueTask<PublishResult> TryPublishAsync(
        PublishTemplate template,
        ReadOnlyMemory<byte> routingKey,
        ReadOnlyMemory<byte> headers,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(template);
        template.CheckKey(routingKey.Span);
        template.CheckHeaders(headers.Span, _output.MaxFramePayload);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<PublishResult>(cancellationToken);
        }

        return !_options.PublisherConfirms && HasRoom && _waiting.Count == 0
            ? PublishUnconfirmed(template, routingKey.Span, headers.Span, body.Span)
            : PublishPending(template, routingKey, headers, body, cancellationToken);
    }

    /// <summary>Publishes a message whose route is constant, key included.</summary>
    /// <inheritdoc cref="TryPublishAsync(PublishTemplate, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<PublishResult> TryPublishAsync(PublishTemplate template, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        return template.HasConstantKey
            ? TryPublishAsync(template, default, body, cancellationToken)
            : throw new ArgumentException("The template has no constant routing key: the publish gives one.", nameof(template));
    }

    /// <summary>Publishes a message and returns when the broker confirmed it; on a channel without confirms when it is written.</summary>
    /// <param name="exchange">The exchange; empty for the default exchange, which routes to the queue that the key names.</param>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="body">The body. Valid until the task completes.</param>
    /// <param name="properties">Its properties, or null for none.</param>
    /// <param name="mandatory">Whether a message that no queue takes is an error.</param>
    /// <param name="cancellationToken">Ends the wait. A message that was written before may arrive nevertheless.</param>
    /// <exception cref="PublishException">It was returned, rejected, or not confirmed in time.</exception>
    /// <exception cref="AmqpException">The channel or connection was closed before: nothing was sent.</exception>
    public async ValueTask PublishAsync(
        string exchange,
        string routingKey,
        ReadOnlyMemory<byte> body,
        BasicProperties? properties = null,
        bool mandatory = true,
        CancellationToken cancellationToken = default)
    {
        PublishResult result = await TryPublishAsync(exchange, routingKey, body, properties, mandatory, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            throw new PublishException(exchange, routingKey, result, _reason?.Cause);
        }
    }

    /// <summary>Publishes a message and says how that ended.</summary>
    /// <remarks>For many messages along one route, build a <see cref="PublishTemplate"/> once.</remarks>
    /// <inheritdoc cref="PublishAsync"/>
    public ValueTask<PublishResult> TryPublishAsync(
        string exchange,
        string routingKey,
        ReadOnlyMemory<byte> body,
        BasicProperties? properties = null,
        bool mandatory = true,
        CancellationToken cancellationToken = default) =>
        TryPublishAsync(new PublishTemplate(exchange, properties, mandatory, routingKey), default, body, cancellationToken);

    private bool HasRoom => _output.HasRoom && !_stopped && _unconfirmed.Count < _options.MaxUnconfirmed;

    private ValueTask<PublishResult> PublishUnconfirmed(
        PublishTemplate template, ReadOnlySpan<byte> routingKey, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> body)
    {
        bool flush;
        lock (_gate)
        {
            ThrowIfClosed();
            flush = _output.WritePublish(template, WireNumber, routingKey, headers, body);
        }

        if (flush)
        {
            _output.Flush(FlushHint.More);
        }

        return new ValueTask<PublishResult>(PublishResult.Sent);
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
        bool flush;
        bool alone;
        lock (_gate)
        {
            ThrowIfClosed();
            pending = _connection.PublishPool.Rent();
            pending.Begin(_gate, template, routingKey, headers, body, DeadlineAfter(_options.PublishTimeout));
            _waiting.Enqueue(pending);
            ArmDeadline(_options.PublishTimeout);
            flush = WriteWaiting();
            alone = _unconfirmed.Count == 1;
        }

        // One that nothing else is on the way with is likely to be awaited; several are a pipeline, which gains from batches.
        if (flush)
        {
            _output.Flush(alone ? FlushHint.Awaited : FlushHint.More);
        }

        _connection.ResumeReading();
        if (cancellationToken.CanBeCanceled)
        {
            pending.CancelWith(cancellationToken);
        }

        return pending.Result;
    }

    /// <summary>
    /// Writes publishes in the order in which they came, as long as there is room for them. Under the channel's lock. Whatever makes room calls it:
    /// the output's flush, an acknowledgement, the end of a block.
    /// </summary>
    /// <returns>Whether the caller has the right to flush.</returns>
    private bool WriteWaiting()
    {
        bool flush = false;
        while (_waiting.TryPeek(out PendingPublish? next))
        {
            if (!next.IsSettled)
            {
                if (_stopped || _unconfirmed.Count >= _options.MaxUnconfirmed || !TakeRoom())
                {
                    break;
                }

                flush |= next.Write(_output, WireNumber);
            }

            _waiting.Dequeue();
            if (_options.PublisherConfirms && next.IsWritten)
            {
                _unconfirmed.Add(next);
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
    private bool TakeRoom()
    {
        if (_output.HasRoom)
        {
            return true;
        }

        _roomRequested = _roomRequested || _output.RequestRoom(this);
        return !_roomRequested;
    }

    /// <summary>The output has room again.</summary>
    internal void OnRoom()
    {
        bool flush = false;
        lock (_gate)
        {
            _roomRequested = false;
            if (_reason is null)
            {
                flush = WriteWaiting();
            }
        }

        if (flush)
        {
            _output.Flush(FlushHint.More);
        }
    }

    private PublishResult NotWritten()
    {
        string why = _connection.IsBlocked
            ? $"the broker blocks publishers ({_connection.BlockedReason})"
            : "the broker takes no more octets, or leaves earlier publishes unconfirmed";
        return new PublishResult(
            PublishOutcome.Unknown, ReplyCode.Success, $"It was never sent: for {_options.PublishTimeout.TotalSeconds} s {why}.");
    }
}
