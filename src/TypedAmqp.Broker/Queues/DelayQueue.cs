using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Where messages of a <see cref="DelayedExchange"/> wait for their time. No virtual host lists it, and nobody consumes it.</summary>
internal sealed class DelayQueue : Queue
{
    private readonly Exchange _exchange;
    private readonly PriorityQueue<QueueEntry, (long Due, long Order)> _waiting = new();
    private readonly HeaderMark _delayMark = new(DelayedExchange.DelayHeader);
    private ITimer? _timer;
    private long _order;

    public DelayQueue(Exchange exchange, MessageStore store)
        : base(
            exchange.VirtualHost,
            new QueueDeclaration(exchange.Name, Durable: false, Exclusive: false, AutoDelete: false, []),
            exclusiveOwner: null,
            settings: null,
            store) =>
        _exchange = exchange;

    public override int MessageCount
    {
        get
        {
            lock (Gate)
            {
                return _waiting.Count;
            }
        }
    }

    public override int Close()
    {
        lock (Gate)
        {
            _timer?.Dispose();
            _waiting.Clear();
            return base.Close();
        }
    }

    internal override void Publish(PublishBatch batch, int target, Turn turn)
    {
        lock (Gate)
        {
            if (IsDeleted)
            {
                return;
            }

            long now = Now();
            for (int link = batch.First(target); link >= 0; link = batch.Next(link))
            {
                MessageOctets message = batch.Read(link);
                MessageStamp stamp = new(_order++, now + DelayedExchange.DelayOf(new BasicPropertiesView(message.Properties)));
                QueueEntry entry = Store.AppendLent(message with { Flags = message.Flags | EntryFlags.Stamped, Stamp = stamp, Shared = null });
                _waiting.Enqueue(entry, (stamp.Time, stamp.Number));
            }

            WaitForNext(now);
        }
    }

    internal override void Recover(in QueueEntry entry)
    {
        lock (Gate)
        {
            if (IsLost(entry))
            {
                return;
            }

            MessageStamp stamp = Store.Read(entry).Stamp;
            _waiting.Enqueue(entry, (stamp.Time, stamp.Number));
            _order = Math.Max(_order, stamp.Number + 1);
        }
    }

    internal override void Recovered()
    {
        lock (Gate)
        {
            WaitForNext(Now());
        }
    }

    private void OnDue(Turn turn)
    {
        lock (Gate)
        {
            if (!IsDeleted)
            {
                Release(turn);
            }
        }
    }

    private void Release(Turn turn)
    {
        long now = Now();
        while (_waiting.TryPeek(out QueueEntry entry, out (long Due, long Order) when) && when.Due <= now)
        {
            _waiting.Dequeue();
            if (IsLost(entry))
            {
                continue;
            }

            MessageOctets message = Store.Read(entry);
            long delay = DelayedExchange.DelayOf(new BasicPropertiesView(message.Properties));

            // Its life begins now. Whoever gets it sees how long it has waited, and no exchange delays it again.
            MessageOctets waited = message with
            {
                Properties = _delayMark.Write(message.Properties, -delay),
                ExpiresAt = (message.Flags & EntryFlags.Expires) != 0 ? message.ExpiresAt + delay : message.ExpiresAt,
                Flags = message.Flags & ~EntryFlags.Stamped,
                Shared = null,
            };
            turn.Send(new DelayedLetter(_exchange, this, entry, waited));
            if ((entry.Flags & EntryFlags.Kept) == 0)
            {
                Store.Release(entry);
            }
        }

        WaitForNext(now);
    }

    private void WaitForNext(long now)
    {
        if (!_waiting.TryPeek(out _, out (long Due, long Order) next))
        {
            return;
        }

        _timer ??= CreateTimer(OnDue);
        double wait = Math.Clamp(next.Due - now, 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }
}
