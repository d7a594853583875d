using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>Where messages of a <see cref="DelayedExchange"/> wait for their time. No virtual host lists it, and nobody consumes it.</summary>
internal sealed class DelayQueue : Queue
{
    private readonly Exchange _exchange;
    private readonly PriorityQueue<QueueEntry, (long Due, long Order)> _waiting = new();
    private readonly HeaderMark _delayMark = new(DelayedExchange.DelayHeader);
    private readonly TimeProvider _timeProvider;
    private ITimer? _timer;
    private long _order;

    public DelayQueue(Exchange exchange)
        : base(exchange.VirtualHost, new QueueDeclaration(exchange.Name, Durable: false, Exclusive: false, AutoDelete: false, []), exclusiveOwner: null)
    {
        _exchange = exchange;
        _timeProvider = exchange.VirtualHost.Resources.TimeProvider;
    }

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
                long due = now + DelayedExchange.DelayOf(new BasicPropertiesView(message.Properties));
                _waiting.Enqueue(Store.Append(message), (due, _order++));
            }

            WaitForNext(now);
        }
    }

    private void OnDue()
    {
        Activity activity = VirtualHost.Resources.Activity;
        activity.Note();
        Turn turn = Turn.Begin();
        try
        {
            lock (Gate)
            {
                Release(turn);
            }
        }
        finally
        {
            turn.End();
            activity.Happened();
        }
    }

    private void Release(Turn turn)
    {
        if (IsDeleted)
        {
            return;
        }

        long now = Now();
        while (_waiting.TryPeek(out QueueEntry entry, out (long Due, long Order) when) && when.Due <= now)
        {
            _waiting.Dequeue();
            MessageOctets message = Store.Read(entry);
            long delay = DelayedExchange.DelayOf(new BasicPropertiesView(message.Properties));

            // Its life begins now. Whoever gets it sees how long it has waited, and no exchange delays it again.
            MessageOctets waited = message with
            {
                Properties = _delayMark.Write(message.Properties, -delay),
                ExpiresAt = (message.Flags & EntryFlags.Expires) != 0 ? message.ExpiresAt + delay : message.ExpiresAt,
                Shared = null,
            };
            turn.Send(new DelayedLetter(_exchange, waited));
            Store.Release(entry);
        }

        WaitForNext(now);
    }

    private void WaitForNext(long now)
    {
        if (!_waiting.TryPeek(out _, out (long Due, long Order) next))
        {
            return;
        }

        _timer ??= _timeProvider.CreateTimer(static queue => ((DelayQueue)queue!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        double wait = Math.Clamp(next.Due - now, 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }
}
