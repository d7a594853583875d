using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <content>Publishing, confirms and returns.</content>
public sealed partial class AmqpChannel
{
    private readonly UnconfirmedPublishes _unconfirmed = new();
    private ITimer? _deadlines;
    private bool _deadlineArmed;
    private bool _stopped;
    private TaskCompletionSource? _room;
    private Task _lastTurn = Task.CompletedTask;
    private int _waiting;

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
        PublishTemplate template, ReadOnlyMemory<byte> routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(template);
        template.CheckKey(routingKey.Span);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<PublishResult>(cancellationToken);
        }

        TimeSpan timeout = _options.PublishTimeout;
        return HasRoom && Volatile.Read(ref _waiting) == 0
            ? PublishNow(template, routingKey, body, timeout, cancellationToken)
            : PublishInTurnAsync(template, routingKey, body, cancellationToken);
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

    private ValueTask<PublishResult> PublishNow(
        PublishTemplate template, ReadOnlyMemory<byte> routingKey, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        PendingPublish? pending = null;
        bool flush;
        bool alone = false;
        lock (_gate)
        {
            ThrowIfClosed();
            flush = _output.WritePublish(template, WireNumber, routingKey.Span, body.Span);
            if (_options.PublisherConfirms)
            {
                pending = _connection.PublishPool.Rent();
                pending.Begin(_gate, template, routingKey, body, DeadlineAfter(timeout));
                _unconfirmed.Add(pending);
                alone = _unconfirmed.Count == 1;
                ArmDeadline(timeout);
            }
        }

        // One that nothing else is on the way with is likely to be awaited; several are a pipeline, which gains from batches.
        if (flush)
        {
            _output.Flush(alone ? FlushHint.Awaited : FlushHint.More);
        }

        if (pending is null)
        {
            return new ValueTask<PublishResult>(PublishResult.Sent);
        }

        _connection.ResumeReading();
        if (cancellationToken.CanBeCanceled)
        {
            pending.CancelWith(cancellationToken);
        }

        return pending.Result;
    }

    /// <summary>
    /// Publishes once there is room, after those that wait already: what one caller publishes without awaiting each stays in order, too.
    /// </summary>
    private async ValueTask<PublishResult> PublishInTurnAsync(
        PublishTemplate template, ReadOnlyMemory<byte> routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task previous;
        lock (_gate)
        {
            previous = _lastTurn;
            _lastTurn = turn.Task;
            _waiting++;
        }

        ValueTask<PublishResult> publish;
        try
        {
            TimeSpan? left = await WaitForRoomAsync(previous, cancellationToken).ConfigureAwait(false);
            publish = left is TimeSpan timeout
                ? PublishNow(template, routingKey, body, timeout, cancellationToken)
                : ValueTask.FromResult(NotWritten());
        }
        finally
        {
            EndTurn(turn, previous);
        }

        return await publish.ConfigureAwait(false);
    }

    /// <summary>Gives the turn on; one that gave up early leaves it to those before.</summary>
    private void EndTurn(TaskCompletionSource turn, Task previous)
    {
        lock (_gate)
        {
            _waiting--;
        }

        if (previous.IsCompleted)
        {
            turn.SetResult();
        }
        else
        {
            previous.ContinueWith(
                static (_, turn) => ((TaskCompletionSource)turn!).SetResult(), turn, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Waits for the publishes before, and then for room.</summary>
    /// <returns>What is left of the publish's time, or null when nothing is.</returns>
    private async ValueTask<TimeSpan?> WaitForRoomAsync(Task previous, CancellationToken cancellationToken)
    {
        TimeProvider clock = _connection.Options.TimeProvider;
        long start = clock.GetTimestamp();
        TimeSpan left = _options.PublishTimeout;
        try
        {
            for (Task wait = previous; !wait.IsCompleted || !HasRoom; wait = NextRoomAsync())
            {
                await wait.WaitAsync(left, clock, cancellationToken).ConfigureAwait(false);
                if (left != Timeout.InfiniteTimeSpan && (left = _options.PublishTimeout - clock.GetElapsedTime(start)) <= TimeSpan.Zero)
                {
                    return null;
                }
            }
        }
        catch (TimeoutException)
        {
            return null;
        }

        return left;
    }

    private PublishResult NotWritten()
    {
        string why = _connection.IsBlocked
            ? $"the broker blocks publishers ({_connection.BlockedReason})"
            : "the broker takes no more octets, or leaves earlier publishes unconfirmed";
        return new PublishResult(
            PublishOutcome.Unknown, ReplyCode.Success, $"It was never sent: for {_options.PublishTimeout.TotalSeconds} s {why}.");
    }

    private Task NextRoomAsync()
    {
        Task outputRoom = _output.WaitForRoomAsync();
        lock (_gate)
        {
            ThrowIfClosed();
            if (!_stopped && _unconfirmed.Count < _options.MaxUnconfirmed)
            {
                return outputRoom;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary><c>basic.ack</c> and <c>basic.nack</c> from the broker.</summary>
    private void OnAnswer(ulong sequence, bool multiple, PublishResult result)
    {
        lock (_gate)
        {
            _unconfirmed.Settle(sequence, multiple, result);
            ReleaseRoom();
        }
    }

    private void OnReturned(ReturnedMessage message)
    {
        if (_options.PublisherConfirms)
        {
            lock (_gate)
            {
                _unconfirmed.AddReturn(message);
            }
        }
        else if (_options.Returned is Action<ReturnedMessage> returned)
        {
            ThreadPool.QueueUserWorkItem(returned, message, preferLocal: false);
        }
    }

    /// <summary>The broker asks to stop publishing, or to go on. Section 1.5.2.3.</summary>
    private void OnFlow(ChannelFlow flow)
    {
        bool flush;
        lock (_gate)
        {
            _stopped = !flow.Active;
            ReleaseRoom();
            flush = _output.Write(WireNumber, new ChannelFlowOk { Active = flow.Active });
        }

        if (flush)
        {
            _output.Flush(FlushHint.More);
        }
    }

    private void FailPublishes(CloseReason reason)
    {
        _unconfirmed.Fail(new PublishResult(PublishOutcome.Unknown, reason.ReplyCode, $"No confirm came, because the channel was {reason}."));
        _deadlines?.Dispose();
        _deadlines = null;
        _room?.TrySetException(reason.ToChannelException(Number));
        _room = null;
    }

    private void ReleaseRoom()
    {
        if (_room is not null && !_stopped && _unconfirmed.Count < _options.MaxUnconfirmed)
        {
            _room.TrySetResult();
            _room = null;
        }
    }

    private long DeadlineAfter(TimeSpan timeout)
    {
        TimeProvider clock = _connection.Options.TimeProvider;
        return timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : clock.GetTimestamp() + (long)(timeout.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>One timer a channel, set to the oldest deadline: it goes off once a timeout, and not once a publish.</summary>
    private void ArmDeadline(TimeSpan timeout)
    {
        if (_deadlineArmed || timeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        _deadlineArmed = true;
        _deadlines ??= _connection.Options.TimeProvider.CreateTimer(
            static state => ((AmqpChannel)state!).OnDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadlines.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    private void OnDeadline()
    {
        TimeProvider clock = _connection.Options.TimeProvider;
        lock (_gate)
        {
            _deadlineArmed = false;
            if (_reason is null)
            {
                long now = clock.GetTimestamp();
                long? next = _unconfirmed.Expire(now, new PublishResult(
                    PublishOutcome.Unknown, ReplyCode.Success, $"No confirm came within {_options.PublishTimeout.TotalSeconds} s."));
                if (next is long deadline && deadline != long.MaxValue)
                {
                    // Rounded up to a whole millisecond, the timer's unit.
                    ArmDeadline(clock.GetElapsedTime(now, deadline) + TimeSpan.FromMilliseconds(1));
                }
            }
        }
    }
}
