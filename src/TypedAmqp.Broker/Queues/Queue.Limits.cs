namespace TypedAmqp.Broker;

// A queue that may hold so much and no more.
public partial class Queue
{
    // Below this part of its limits a quorum queue takes messages again.
    private const double LowWatermark = 0.8;

    // A quorum queue notices that it is full by the first message too many, which it keeps.
    private bool _isFull;

    /// <summary>
    /// Takes messages as long as there is room; publishers hear of those for which there is none, even where a consumer would take them.
    /// </summary>
    private void PublishWithinLimits(PublishBatch batch, int link, Turn turn)
    {
        for (; link >= 0; link = batch.Next(link))
        {
            MessageOctets message = batch.Read(link);
            if (HasNoRoomFor(message) && (message.Flags & EntryFlags.Accepted) == 0)
            {
                Refuse(batch, link, message, turn);
                continue;
            }

            Keep(message);
            Deliver(turn);
        }
    }

    private bool HasNoRoomFor(in MessageOctets message)
    {
        if (!IsQuorum)
        {
            return _settings!.IsTooMuch(_ready.Count + 1, _ready.Octets + message.Body.Length);
        }

        _isFull = _isFull ? !IsBelowLowWatermark() : _settings!.IsTooMuch(_ready.Count + DyingCount, _ready.Octets + _dyingOctets);
        return _isFull;
    }

    private bool IsBelowLowWatermark() =>
        !(_ready.Count + DyingCount > Math.Floor(_settings!.MaxLength * LowWatermark ?? double.MaxValue)
            || _ready.Octets + _dyingOctets > Math.Floor(_settings.MaxOctets * LowWatermark ?? double.MaxValue));

    private void Refuse(PublishBatch batch, int link, in MessageOctets message, Turn turn)
    {
        batch.Reject(link);
        if (_settings!.Overflow == Overflow.RejectPublishAndDeadLetter && HasDeadLetters)
        {
            turn.Send(DeadLetter.Create(this, _settings, message, DeadLetterReason.MaxLength, Clock.GetUtcNow()));
        }
    }

    /// <summary>The oldest messages make room for the new ones.</summary>
    private void DropOverflow(Turn turn)
    {
        if (_settings is { Overflow: Overflow.DropHead } settings)
        {
            DropTooMany(settings, turn);
        }
    }

    private void DropTooMany(QueueSettings settings, Turn turn)
    {
        // What has expired dies of that: of several messages that come together, one may be dead when the next one drives it out.
        DropExpired(turn);
        while (_ready.Count > 0 && settings.IsTooMuch(_ready.Count, _ready.Octets))
        {
            Bury(_ready.Take(out _), DeadLetterReason.MaxLength, turn);
            DropExpired(turn);
        }
    }
}
