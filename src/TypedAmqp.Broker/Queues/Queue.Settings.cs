namespace TypedAmqp.Broker;

// What a queue's arguments and policies ask for: messages that expire, are counted, and go elsewhere when they die. A queue without such arguments
// passes it all by.
public partial class Queue
{
    // Timers cannot be set further ahead; a longer wait is waited for in parts.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Changes under the lock, when policies do.
    private volatile QueueSettings? _settings;
    private HeaderMark? _counter;
    private ITimer? _expiryTimer;

    // When the timer will run, in milliseconds of the clock.
    private long _expiryDue = long.MaxValue;

    /// <summary>It is a quorum queue. Those take no prefetch limit that is shared by a channel's consumers.</summary>
    internal bool IsQuorum => _settings is { IsQuorum: true };

    /// <summary>Publishers hear of a message that it does not take.</summary>
    internal bool RejectsPublishes => _settings is { RejectsPublishes: true };

    private bool HasDeadLetters => _settings is { DeadLetterExchange: not null };

    /// <summary>Keeps the octets of a message that came in.</summary>
    private QueueEntry Append(in MessageOctets message, bool isLent = false)
    {
        Watch();
        if (_settings is { TimeToLive: { } timeToLive })
        {
            return AppendMortal(message, timeToLive);
        }

        _mayExpire |= (message.Flags & EntryFlags.Expires) != 0;
        return isLent ? _store.AppendLent(message) : _store.Append(message);
    }

    private QueueEntry AppendMortal(in MessageOctets message, long timeToLive)
    {
        _mayExpire = true;
        long expiresAt = Now() + timeToLive;
        bool expiresSooner = (message.Flags & EntryFlags.Expires) != 0 && message.ExpiresAt <= expiresAt;

        // Its own record, because queues that share one have no such limit, or another.
        return _store.Append(
            expiresSooner ? message : message with { ExpiresAt = expiresAt, Flags = message.Flags | EntryFlags.Expires, Shared = null });
    }

    /// <summary>
    /// The octets of a message as they are delivered, valid until the lock is given up or another is read. A message that came back to a queue that
    /// counts says so.
    /// </summary>
    private MessageOctets ReadForDelivery(in QueueEntry entry) =>
        entry.DeliveryCount > 0 && IsQuorum ? ReadCounted(entry) : _store.Read(entry);

    // To those who fetch, RabbitMQ tells it also when there is nothing to tell.
    private MessageOctets ReadForGet(in QueueEntry entry) => IsQuorum ? ReadCounted(entry) : _store.Read(entry);

    private MessageOctets ReadCounted(in QueueEntry entry)
    {
        MessageOctets message = _store.Read(entry);
        _counter ??= new HeaderMark("x-delivery-count"u8);
        return message with { Properties = _counter.Write(message.Properties, entry.DeliveryCount) };
    }

    /// <summary>Takes a message back, unless it came back too often.</summary>
    private bool TryReturn(in UnackedMessage message, Turn turn)
    {
        QueueEntry entry = message.Entry.AsReturned();
        if (_settings is { DeliveryLimit: { } limit } && entry.DeliveryCount > limit)
        {
            Bury(entry, DeadLetterReason.DeliveryLimit, turn);
            return false;
        }

        _store.Return(entry);
        _ready.Return(entry, message.Position);
        return true;
    }

    /// <summary>A message dies: it is let go, and where the queue has a place for dead ones, sent there.</summary>
    private void Bury(in QueueEntry entry, byte[] reason, Turn? turn)
    {
        if (turn is not null && HasDeadLetters)
        {
            if (IsLost(entry))
            {
                return;
            }

            if (_settings!.AtLeastOnce)
            {
                KeepUntilTaken(entry, reason, turn);
                return;
            }

            turn.Send(DeadLetter.Create(this, _settings, _store.Read(entry), reason, Clock.GetUtcNow(), kept: entry));
            if ((entry.Flags & EntryFlags.Kept) != 0)
            {
                // What is on the disk is not let go before it is there once more.
                return;
            }
        }

        _store.Release(entry);
    }

    /// <summary>
    /// At the end of whatever may have changed the oldest message: the dead leave in time although nobody asks for them, or publishers could wait for
    /// ever for the memory that they hold.
    /// </summary>
    private void WatchExpiry(Turn turn)
    {
        if (!_mayExpire || _isDeleted)
        {
            return;
        }

        DropExpired(turn);
        if (_ready.Count > 0 && _ready.Peek() is { Expires: true } oldest)
        {
            SetTimer(_store.Read(oldest).ExpiresAt);
        }
    }

    private void SetTimer(long expiresAt)
    {
        if (expiresAt >= _expiryDue)
        {
            return;
        }

        _expiryDue = expiresAt;
        _expiryTimer ??= CreateTimer(OnExpiry);
        double wait = Math.Clamp(expiresAt - Now(), 0, LongestWait.TotalMilliseconds);
        _expiryTimer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void OnExpiry(Turn turn)
    {
        lock (_gate)
        {
            _expiryDue = long.MaxValue;
            WatchExpiry(turn);
        }
    }

    private protected long Now() => Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
