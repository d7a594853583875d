namespace TypedAmqp.Broker;

// The way of a message: in from a publisher, out to a consumer, and back or away.
public partial class Queue
{
    /// <summary>
    /// Reads a little of all that the next message needs, so that it is in the caches by then. Without the lock: what is read is worth nothing.
    /// </summary>
    internal long Approach() =>
        (_gate.IsHeldByCurrentThread || _settings is not null || _active is not null ? 1 : 0) + _unacked + _stats.Published + _ready.Approach()
        + _store.Approach();

    /// <summary>Takes the messages of a batch that are for this queue: to consumers that are ready as far as possible, the rest is kept.</summary>
    internal virtual void Publish(PublishBatch batch, int target, Turn turn)
    {
        lock (_gate)
        {
            if (_isDeleted)
            {
                return;
            }

            _stats.Published += batch.CountOf(target);
            DropExpired(turn);
            int link = batch.First(target);
            if (_settings is { RejectsPublishes: true })
            {
                PublishWithinLimits(batch, link, turn);
                return;
            }

            while (link >= 0 && _ready.Count == 0 && _active?.TryDequeue(out Consumer? consumer) is true)
            {
                link = Forward(consumer, batch, link, turn);
            }

            while (link >= 0)
            {
                Keep(batch.Read(link));
                link = batch.Next(link);
            }

            if (_settings is not null || _mayExpire)
            {
                DropOverflow(turn);
                Deliver(turn);
            }
        }
    }

    /// <summary>A consumer that had to wait has room again.</summary>
    internal virtual void Resume(Consumer consumer, Turn turn)
    {
        lock (_gate)
        {
            if (!consumer.IsCancelled && MayGet(consumer))
            {
                _active!.Enqueue(consumer);
                Deliver(turn);
            }
        }
    }

    /// <summary>Delivers ready messages as far as there are consumers with room.</summary>
    internal void Deliver(Turn turn)
    {
        lock (_gate)
        {
            DropExpired(turn);
            while (_ready.Count > 0 && _active?.TryDequeue(out Consumer? consumer) is true)
            {
                Deliver(consumer, turn);
            }

            WatchExpiry(turn);
        }
    }

    /// <summary>Settles messages of this queue: drops those that are done with, takes back those that are to be delivered again.</summary>
    internal virtual void Settle(ReadOnlySpan<Settlement> settlements, Turn turn)
    {
        lock (_gate)
        {
            if (_isDeleted)
            {
                return;
            }

            bool returned = false;
            int acknowledged = 0;
            foreach (ref readonly Settlement settlement in settlements)
            {
                VirtualHost.Resources.Observer?.Settled(this, _store.Read(settlement.Message.Entry), settlement.Kind);
                switch (settlement.Kind)
                {
                    case SettlementKind.Acknowledged:
                        acknowledged++;
                        _store.Release(settlement.Message.Entry);
                        break;
                    case SettlementKind.Rejected:
                        Bury(settlement.Message.Entry, DeadLetterReason.Rejected, turn);
                        break;
                    case SettlementKind.Requeued:
                        returned |= TryReturn(settlement.Message, turn);
                        break;
                }
            }

            _stats.Acknowledged += acknowledged;
            _unacked -= settlements.Length;
            if (returned)
            {
                DropOverflow(turn);
                Deliver(turn);
            }
        }
    }

    /// <summary>Fetches the oldest message for basic.get; false when there is none.</summary>
    internal bool TryGet(Channel channel, bool noAck, Turn turn)
    {
        Touch();
        lock (_gate)
        {
            DropExpired(turn);
            QueueEntry entry = default;
            long position = 0;
            do
            {
                if (_ready.Count == 0)
                {
                    _stats.FetchedNothing++;
                    return false;
                }

                entry = _ready.Take(out position);
            }
            while (IsLost(entry));

            lock (channel.Output.Gate)
            {
                ulong tag = channel.NextDeliveryTag();
                _stats.CountFetch(noAck, entry.Redelivered);
                channel.Stats.CountFetch(noAck, entry.Redelivered);
                channel.WriteGetOk(tag, entry.Redelivered, (uint)_ready.Count, ReadForGet(entry));
                turn.OweFlush(channel.Output);
                if (!noAck)
                {
                    channel.Unacked.Add(new UnackedMessage(tag, this, null, position, entry));
                    _unacked++;
                }
            }

            if (noAck)
            {
                _store.Release(entry);
            }

            WatchExpiry(turn);
            return true;
        }
    }

    /// <summary>A message that was sent on is where it was to go, or nowhere.</summary>
    internal void ReleaseSent(in QueueEntry entry)
    {
        lock (_gate)
        {
            if (!_isDeleted)
            {
                _store.Release(entry);
            }
        }
    }

    private void Keep(in MessageOctets message)
    {
        _ready.Add(Append(message), message);
    }

    /// <summary>Sends messages to a consumer straight from the publisher's memory; returns the first that it did not take.</summary>
    private int Forward(Consumer consumer, PublishBatch batch, int link, Turn turn)
    {
        ConnectionOutput output = consumer.Channel.Output;
        lock (output.Gate)
        {
            // Consumers take turns, one message each; one that is alone takes what it can under one lock.
            bool alone = !_active!.HasRivalOf(consumer);
            bool hasRoom = true;
            int count = 0;
            for (bool more = true; more && (hasRoom = consumer.HasRoom); more = alone && link >= 0)
            {
                MessageOctets message = batch.Read(link);
                ulong tag = consumer.Channel.NextDeliveryTag();
                long position = _ready.Pass(message);
                if (!consumer.NoAck)
                {
                    Lend(consumer, tag, position, Append(message, isLent: true));
                }

                consumer.WriteDelivery(tag, redelivered: false, message);
                turn.OweFlush(output);
                link = batch.Next(link);
                count++;
            }

            CountDeliveries(consumer, count, redelivered: 0);
            GoOnOrWait(consumer, hasRoom);
        }

        return link;
    }

    /// <summary>Sends ready messages to a consumer: one, or where it is alone, as many as it takes.</summary>
    private void Deliver(Consumer consumer, Turn turn)
    {
        ConnectionOutput output = consumer.Channel.Output;
        lock (output.Gate)
        {
            bool alone = !_active!.HasRivalOf(consumer);
            bool hasRoom = true;
            int count = 0;
            int redelivered = 0;
            for (bool more = true; more && (hasRoom = consumer.HasRoom); more = alone && _ready.Count > 0)
            {
                QueueEntry entry = _ready.Take(out long position);
                if (IsLost(entry))
                {
                    continue;
                }

                ulong tag = consumer.Channel.NextDeliveryTag();
                consumer.WriteDelivery(tag, entry.Redelivered, ReadForDelivery(entry));
                turn.OweFlush(output);
                if (consumer.NoAck)
                {
                    _store.Release(entry);
                }
                else
                {
                    Lend(consumer, tag, position, entry);
                }

                count++;
                redelivered += entry.Redelivered ? 1 : 0;
                DropExpired(turn);
            }

            CountDeliveries(consumer, count, redelivered);
            GoOnOrWait(consumer, hasRoom);
        }
    }

    // Under the locks of the queue and of the output.
    private void GoOnOrWait(Consumer consumer, bool hasRoom)
    {
        if (hasRoom)
        {
            _active!.Enqueue(consumer);
        }
        else
        {
            consumer.Channel.Output.Wait(consumer);
        }
    }

    // What is damaged on the disk can only be let go.
    private protected bool IsLost(in QueueEntry entry)
    {
        if (_store.CanRead(entry))
        {
            return false;
        }

        _store.Release(entry);
        return true;
    }

    private protected void Lend(Consumer consumer, ulong tag, long position, in QueueEntry entry)
    {
        consumer.Channel.Unacked.Add(new UnackedMessage(tag, this, consumer, position, entry));
        consumer.Channel.UnackedByConsumers++;
        consumer.Unacked++;
        _unacked++;
    }
}
