using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// A stream over AMQP 0-9-1 (RabbitMQ): messages stay when they were delivered and acknowledged, and every consumer reads all of them from where it
/// wants to begin.
/// </summary>
internal sealed class StreamQueue : Queue
{
    private readonly StreamLog _log;
    private readonly HeaderMark _offsetMark = new("x-stream-offset"u8);

    public StreamQueue(VirtualHost virtualHost, QueueDeclaration declaration, object? exclusiveOwner, QueueSettings settings, MessageStore store)
        : base(virtualHost, declaration, exclusiveOwner, settings, store) =>
        _log = new StreamLog(Store, settings);

    public override int MessageCount
    {
        get
        {
            lock (Gate)
            {
                return (int)Math.Min(int.MaxValue, _log.Next - _log.First);
            }
        }
    }

    // RabbitMQ tells neither of streams.
    internal override QueueCounts Counts => default;

    internal override bool IsQuiet
    {
        get
        {
            lock (Gate)
            {
                return UnackedLocked == 0
                    && !Consumers.Exists(consumer => consumer.IsStarted && consumer.Cursor < _log.Next && CanTakeMore(consumer));
            }
        }
    }

    public override int Close()
    {
        lock (Gate)
        {
            base.Close();
            _log.Clear();
            return 0;
        }
    }

    internal override void Recover(in QueueEntry entry)
    {
        lock (Gate)
        {
            _log.Recover(entry);
        }
    }

    internal override void Recovered()
    {
        lock (Gate)
        {
            _log.Recovered();
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

            CountPublishes(batch.CountOf(target));
            _log.BeginChunk();
            long now = Now();
            for (int link = batch.First(target); link >= 0; link = batch.Next(link))
            {
                _log.Append(batch.Read(link), now);
            }

            foreach (Consumer consumer in Consumers)
            {
                if (consumer.IsStarted)
                {
                    Deliver(consumer, turn);
                }
            }
        }
    }

    private protected override void Apply(QueueSettings? settings, Turn turn)
    {
        base.Apply(settings, turn);
        _log.Apply(settings!, Now());
    }

    internal override void Start(Consumer consumer, Turn turn)
    {
        lock (Gate)
        {
            consumer.Cursor = Find(consumer.From);
            base.Start(consumer, turn);
        }
    }

    internal override void Resume(Consumer consumer, Turn turn)
    {
        lock (Gate)
        {
            if (!consumer.IsCancelled)
            {
                Deliver(consumer, turn);
            }
        }
    }

    /// <summary>An acknowledgement makes room for more, and changes nothing here; what a consumer leaves unacknowledged is still here.</summary>
    internal override void Settle(ReadOnlySpan<Settlement> settlements, Turn turn)
    {
        lock (Gate)
        {
            UnackedLocked = IsDeleted ? 0 : UnackedLocked - settlements.Length;
            CountAcknowledgements(settlements);
        }
    }

    internal override void RefuseToFetch() => throw NotSupported("basic.get", MethodId.BasicGet);

    internal override void RefuseToPurge() => throw NotSupported("queue.purge", MethodId.QueuePurge);

    internal override void RefuseToReturn(MethodId method) => throw NotSupported("basic.nack and basic.reject", method);

    internal override void RefuseConsumer(bool noAck, int prefetch)
    {
        if (prefetch == 0)
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed, $"consumer prefetch count is not set for '{Description}'", MethodId.BasicConsume);
        }

        if (noAck)
        {
            throw NotSupported("automatic acknowledgement", MethodId.BasicConsume, $" {Description}");
        }
    }

    private string Description => $"queue '{Name}' in vhost '{VirtualHost.Name}'";

    private AmqpConnectionException NotSupported(string what, MethodId method, string? where = null) =>
        Refusal.Connection(ReplyCode.NotImplemented, $"{what} not supported by stream queues{where ?? " " + Description}", method);

    private long Find(StreamOffset from) => from.Kind switch
    {
        StreamOffsetKind.First => _log.First,
        StreamOffsetKind.Last => _log.LastChunk,
        StreamOffsetKind.Offset => from.Value,
        StreamOffsetKind.Time => _log.Since(from.Value),
        StreamOffsetKind.Age => _log.Since(Now() - from.Value),
        _ => _log.Next,
    };

    private void Deliver(Consumer consumer, Turn turn)
    {
        ConnectionOutput output = consumer.Channel.Output;
        lock (output.Gate)
        {
            // What it did not read in time is gone.
            consumer.Cursor = Math.Max(consumer.Cursor, _log.First);
            int count = 0;
            while (!consumer.IsWaiting && _log.TryFind(consumer.Cursor, out long offset, out QueueEntry entry))
            {
                if (!consumer.HasRoom)
                {
                    output.Wait(consumer);
                    break;
                }

                consumer.Cursor = offset + 1;
                if (!Store.CanRead(entry))
                {
                    continue;
                }

                MessageOctets message = Store.Read(entry);
                if (consumer.Filter is { } filter && !filter.Matches(message))
                {
                    continue;
                }

                ulong tag = consumer.Channel.NextDeliveryTag();
                Lend(consumer, tag, offset, entry);
                consumer.WriteDelivery(tag, redelivered: false, message with { Properties = _offsetMark.Write(message.Properties, offset) });
                turn.OweFlush(output);
                count++;
            }

            CountDeliveries(consumer, count, redelivered: 0);
        }
    }
}
