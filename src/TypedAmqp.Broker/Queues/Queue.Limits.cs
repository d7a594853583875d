namespace TypedAmqp.Broker;

// A queue that may hold so much and no more.
public sealed partial class Queue
{
    /// <summary>Takes messages as long as there is room; publishers hear of those for which there is none, even where a consumer would take them.</summary>
    private void PublishWithinLimits(PublishBatch batch, int link, Turn turn)
    {
        for (; link >= 0; link = batch.Next(link))
        {
            MessageOctets message = batch.Read(link);
            if (_settings!.IsTooMuch(_ready.Count + 1, _ready.Octets + message.Body.Length))
            {
                Refuse(batch, link, message, turn);
                continue;
            }

            Keep(message);
            Deliver(turn);
        }
    }

    private void Refuse(PublishBatch batch, int link, in MessageOctets message, Turn turn)
    {
        batch.Reject(link);
        if (_settings!.Overflow == Overflow.RejectPublishAndDeadLetter && HasDeadLetters)
        {
            turn.Bury(DeadLetter.Create(this, _settings, message, DeadLetterReason.MaxLength, _timeProvider.GetUtcNow()));
        }
    }

    /// <summary>The oldest messages make room for the new ones.</summary>
    private void DropOverflow(Turn turn)
    {
        if (_settings is not { Overflow: Overflow.DropHead } settings)
        {
            return;
        }

        while (_ready.Count > 0 && settings.IsTooMuch(_ready.Count, _ready.Octets))
        {
            Bury(_ready.Take(out _), DeadLetterReason.MaxLength, turn);
        }
    }
}
