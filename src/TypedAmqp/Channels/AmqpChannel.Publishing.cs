using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <content>Publishing, and waiting for room.</content>
public sealed partial class AmqpChannel
{
    private readonly PublishLine _publishes;
    private Task _telling = Task.CompletedTask;

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
        OutgoingMessage message = new(template, routingKey, headers, body);
        return _publishes.Publish(message, cancellationToken)?.Result ?? ValueTask.FromResult(PublishResult.Sent);
    }

    /// <summary>Publishes a message whose route is constant, key included.</summary>
    /// <inheritdoc cref="TryPublishAsync(PublishTemplate, ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, CancellationToken)"/>
    public ValueTask<PublishResult> TryPublishAsync(
        PublishTemplate template, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
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
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(routingKey);
        return TryPublishAsync(new PublishTemplate(exchange, properties, mandatory, routingKey), default, body, cancellationToken);
    }

    /// <summary>Gives the channel to the publisher that it was opened for, unless it is closed already.</summary>
    internal void Serve(PublishLine line)
    {
        bool flush = false;
        lock (_gate)
        {
            if (_reason is null)
            {
                flush = line.Attach(this, _output);
            }
        }

        if (flush)
        {
            _output.Flush(FlushHint.More);
        }
    }

    /// <summary>Why the broker asked publishers to wait, in its words; null when it did not.</summary>
    internal string? BlockedReason => _connection.BlockedReason;

    internal void ResumeReading() => _connection.ResumeReading();

    /// <summary>Nothing more is published on this channel. Under its lock, before the broker hears of the close.</summary>
    private void EndPublishes(CloseReason reason) =>
        _publishes.Detach(this, reason, ClosedException, isConnectionLost: _connection.Reason is { Initiator: not CloseInitiator.Application });

    private void OnReturned(ReturnedMessage message)
    {
        if (_options.PublisherConfirms)
        {
            _publishes.OnReturned(this, message);
        }
        else if (_options.Returned is Action<ReturnedMessage> returned)
        {
            // One after the other, and not on the read loop.
            _telling = _telling.ContinueWith(
                _ => Tell(returned, message), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Tell(Action<ReturnedMessage> returned, ReturnedMessage message)
    {
        try
        {
            returned(message);
        }
        catch (Exception e)
        {
            string text = $"The channel's Returned threw {e.GetType().Name}: {e.Message}";
            CloseBecause(new CloseReason(CloseInitiator.Library, ReplyCode.InternalError, text, Cause: e));
        }
    }

    /// <summary>The broker asks to stop publishing, or to go on. Section 1.5.2.3.</summary>
    private void OnFlow(ChannelFlow flow)
    {
        // Once the broker has read that publishing is stopped, none may follow.
        if (!flow.Active)
        {
            _publishes.OnFlow(active: false);
        }

        if (WriteLocked(new ChannelFlowOk { Active = flow.Active }))
        {
            _output.Flush(FlushHint.More);
        }

        if (flow.Active)
        {
            _publishes.OnFlow(active: true);
        }
    }
}
