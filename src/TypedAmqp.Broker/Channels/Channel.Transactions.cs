using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class tx: publishes and settlements wait for the commit. What they name is looked up, and refused, at once.
internal sealed partial class Channel
{
    private Transaction? _transaction;

    private void OnTxSelect()
    {
        if (_isConfirming)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "cannot switch from confirm to tx mode", MethodId.TxSelect);
        }

        _transaction ??= new Transaction(virtualHost.Resources.Memory);
        Send(new TxSelectOk());
    }

    private void OnTxCommit()
    {
        Transaction transaction = _transaction ?? throw NotTransactional(MethodId.TxCommit);
        if (virtualHost.Resources.Log is { } log)
        {
            Task committed = log.CommittedAsync(log.Transact(() =>
            {
                CommitPublishes(transaction);
                CommitSettlements(transaction);
            }));
            if (TakeRejected())
            {
                throw Partial();
            }

            connection.ReplyAfter(committed, this);
            return;
        }

        CommitPublishes(transaction);
        bool isPartial = TakeRejected();
        if (!isPartial)
        {
            // Before the deliveries for which the settlements make room.
            Send(new TxCommitOk());
        }

        CommitSettlements(transaction);
        if (isPartial)
        {
            throw Partial();
        }
    }

    private void CommitPublishes(Transaction transaction)
    {
        Route route = new() { Version = -1 };
        foreach (TransactedPublish publish in transaction.Publishes)
        {
            Commit(publish, route);
        }

        Turn.Work();
    }

    private void CommitSettlements(Transaction transaction)
    {
        lock (Output.Gate)
        {
            foreach (Settlement settlement in transaction.Settlements)
            {
                SettleNow(settlement.Message, settlement.Kind);
            }
        }

        Turn.Work();
        transaction.Clear();
    }

    private void OnTxRollback()
    {
        if (_transaction is null)
        {
            throw NotTransactional(MethodId.TxRollback);
        }

        RollBack();
        Send(new TxRollbackOk());
    }

    /// <summary>Forgets the publishes; what was settled is unacked again.</summary>
    private void RollBack()
    {
        if (_transaction is { } transaction)
        {
            lock (Output.Gate)
            {
                Unacked.Restore(transaction.Settlements);
            }

            transaction.Clear();
        }
    }

    private void Transact(Route route, in PublishedMessage message, ReadOnlySpan<byte> octets, byte bits)
    {
        MessageOctets published = message.In(octets);
        int length = MessageRecord.Size(published);
        byte[] record = ArrayPool<byte>.Shared.Rent(length);
        MessageRecord.Write(record.AsSpan(0, length), published);
        _transaction!.Add(new TransactedPublish(record, length, message.Flags, [.. route.Queues], (bits & Mandatory) != 0));
    }

    private void Commit(TransactedPublish publish, Route route)
    {
        ReadOnlySpan<byte> record = publish.Record.AsSpan(0, publish.Length);
        MessageOctets octets = MessageRecord.Read(record, publish.Flags, shared: null);
        Queue[] queues = QueuesOf(publish, octets);
        virtualHost.Resources.Observer?.Published(virtualHost, octets, queues);
        Count(virtualHost.FindExchange(octets.Exchange), queues.Length);
        if (publish.Mandatory && DirectReply.AreAll(queues))
        {
            Return(octets);
        }
        else if (queues.Length == 0)
        {
            _stats.Dropped++;
        }

        if (queues.Length == 0)
        {
            return;
        }

        PublishedMessage message = new()
        {
            Segment = Turn.Publishes.AddSegment(publish.Record.AsMemory(0, publish.Length)),
            AddressLength = octets.Address.Length,
            Properties = octets.Address.Length + sizeof(int),
            PropertiesLength = octets.Properties.Length,
            Body = octets.Address.Length + sizeof(int) + octets.Properties.Length,
            BodyLength = octets.Body.Length,
            ExpiresAt = octets.ExpiresAt,
            Flags = publish.Flags,
        };
        route.Set(queues);
        Add(route, ref message);
    }

    // As in RabbitMQ, bindings count as they were when it was published, and queues by their names as they are now.
    private Queue[] QueuesOf(TransactedPublish publish, in MessageOctets octets)
    {
        if (octets.Exchange.IsEmpty && !DirectReply.IsReplyAddress(octets.Address))
        {
            return [.. connection.Routes.FindQueues(octets)];
        }

        return Array.Exists(publish.Queues, static queue => queue.IsDeleted)
            ? [.. publish.Queues.Select(queue => queue.IsDeleted ? virtualHost.FindQueue(queue.Name) : queue).OfType<Queue>().Distinct()]
            : publish.Queues;
    }

    // Some queue did not take a message.
    private static AmqpChannelException Partial() => Refusal.Channel(ReplyCode.PreconditionFailed, "partial tx completion", MethodId.TxCommit);

    private static AmqpChannelException NotTransactional(MethodId method) =>
        Refusal.Channel(ReplyCode.PreconditionFailed, "channel is not transactional", method);
}
