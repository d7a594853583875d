using TypedAmqp.Connections;
using TypedAmqp.Protocol;
using TypedAmqp.Publishing;

namespace TypedAmqp;

/// <content>How publishes end: confirms, returns, deadlines.</content>
public sealed partial class AmqpChannel
{
    private ITimer? _deadlines;
    private bool _deadlineArmed;
    private Task _telling = Task.CompletedTask;

    /// <summary><c>basic.ack</c> and <c>basic.nack</c> from the broker.</summary>
    private void OnAnswer(ulong sequence, bool multiple, PublishResult result)
    {
        bool flush;
        lock (_gate)
        {
            _unconfirmed.Settle(sequence, multiple, result);
            flush = WriteWaiting();
        }

        if (flush)
        {
            _output.Flush(FlushHint.More);
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
            // One after the other, and not on the read loop.
            _telling = _telling.ContinueWith(_ => Tell(returned, message), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
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
            CloseBecause(new CloseReason(CloseInitiator.Library, ReplyCode.InternalError, $"The channel's Returned threw {e.GetType().Name}: {e.Message}", Cause: e));
        }
    }

    /// <summary>The broker asks to stop publishing, or to go on. Section 1.5.2.3.</summary>
    private void OnFlow(ChannelFlow flow)
    {
        bool flush;
        lock (_gate)
        {
            _stopped = !flow.Active;
            flush = _output.Write(WireNumber, new ChannelFlowOk { Active = flow.Active });
            flush |= WriteWaiting();
        }

        if (flush)
        {
            _output.Flush(FlushHint.More);
        }
    }

    private void FailPublishes(CloseReason reason, Exception exception)
    {
        _unconfirmed.Fail(new PublishResult(PublishOutcome.Unknown, reason.ReplyCode, $"No confirm came, because the channel was {reason}."));
        while (_waiting.TryDequeue(out PendingPublish? never))
        {
            never.Fail(exception);
            never.Release();
        }

        _deadlines?.Dispose();
        _deadlines = null;
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
            if (_reason is not null)
            {
                return;
            }

            long now = clock.GetTimestamp();
            long? next = _unconfirmed.Expire(now, new PublishResult(
                PublishOutcome.Unknown, ReplyCode.Success, $"No confirm came within {_options.PublishTimeout.TotalSeconds} s."));
            foreach (PendingPublish waiting in _waiting)
            {
                if (waiting.Deadline > now)
                {
                    next ??= waiting.Deadline;
                    break;
                }

                waiting.Settle(NotWritten());
            }

            if (next is long deadline && deadline != long.MaxValue)
            {
                // Rounded up to a whole millisecond, the timer's unit.
                ArmDeadline(clock.GetElapsedTime(now, deadline) + TimeSpan.FromMilliseconds(1));
            }
        }
    }
}
