namespace TypedAmqp.Publishing;

/// <content>Deadlines: every publish ends, also when nothing is heard of it.</content>
internal sealed partial class PublishLine
{
    private ITimer? _deadlines;
    private bool _deadlineArmed;

    private long DeadlineAfter(TimeSpan timeout) => timeout == Timeout.InfiniteTimeSpan
        ? long.MaxValue
        : clock.GetTimestamp() + (long)(timeout.TotalSeconds * clock.TimestampFrequency);

    /// <summary>One timer a line, set to the oldest deadline: it goes off once a timeout, and not once a publish.</summary>
    private void ArmDeadline(TimeSpan timeout)
    {
        if (_deadlineArmed || timeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        _deadlineArmed = true;
        _deadlines ??= clock.CreateTimer(
            static state => ((PublishLine)state!).OnDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadlines.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    private void OnDeadline()
    {
        lock (_gate)
        {
            _deadlineArmed = false;
            if (_ended is not null)
            {
                return;
            }

            long now = clock.GetTimestamp();
            long? next = _unconfirmed.Expire(now, Unknown($"No confirm came within {options.PublishTimeout.TotalSeconds} s."));
            while (_waiting.First is { Value: PendingPublish late } && late.Deadline <= now)
            {
                _waiting.RemoveFirst();
                late.Settle(NotWritten(late));
                late.Release();
            }

            if (_waiting.First is { Value: PendingPublish waiting })
            {
                next = Math.Min(next ?? long.MaxValue, waiting.Deadline);
            }

            if (next is long deadline && deadline != long.MaxValue)
            {
                // Rounded up to a whole millisecond, the timer's unit.
                ArmDeadline(clock.GetElapsedTime(now, deadline) + TimeSpan.FromMilliseconds(1));
            }
        }
    }

    private PublishResult NotWritten(PendingPublish publish)
    {
        string why = _channel is AmqpChannel channel
            ? channel.BlockedReason is string blocked
                ? $"the broker blocks publishers ({blocked})"
                : "the broker takes no more octets, or leaves earlier publishes unconfirmed"
            : $"there is no channel{(_lost is null ? "" : $", the last one was {_lost}")}";
        double seconds = options.PublishTimeout.TotalSeconds;
        return Unknown(publish.WasWritten
            ? $"It was sent on a connection that was lost before the confirm came, and could not be sent again within {seconds} s: {why}."
            : $"It was never sent: for {seconds} s {why}.");
    }

    private static PublishResult Unknown(string why) => new(PublishOutcome.Unknown, Protocol.ReplyCode.Success, why);
}
