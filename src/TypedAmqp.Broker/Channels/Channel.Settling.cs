using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class basic, what becomes of deliveries: ack, nack, reject, recover.
internal sealed partial class Channel
{
    private void OnAck(in BasicAck method) => Settle(method.DeliveryTag, method.Multiple, SettlementKind.Acknowledged, MethodId.BasicAck);

    private void OnNack(in BasicNack method) => Settle(method.DeliveryTag, method.Multiple, Refused(method.Requeue), MethodId.BasicNack);

    private void OnReject(in BasicReject method) => Settle(method.DeliveryTag, multiple: false, Refused(method.Requeue), MethodId.BasicReject);

    private static SettlementKind Refused(bool requeue) => requeue ? SettlementKind.Requeued : SettlementKind.Rejected;

    private void OnRecover(in BasicRecover method)
    {
        Recover(method.Requeue, MethodId.BasicRecover);
        Send(new BasicRecoverOk());
    }

    private void OnRecoverAsync(in BasicRecoverAsync method) => Recover(method.Requeue, MethodId.BasicRecoverAsync);

    private void Recover(bool requeue, MethodId method)
    {
        if (!requeue)
        {
            throw Refusal.Connection(ReplyCode.NotImplemented, "requeue=false", method);
        }

        lock (Output.Gate)
        {
            while (Unacked.TryTakeFirst(ulong.MaxValue, out UnackedMessage message))
            {
                Settled(message, SettlementKind.Requeued);
                RefuseToReturn(message, SettlementKind.Requeued, method);
            }
        }
    }

    private void Settle(ulong tag, bool multiple, SettlementKind kind, MethodId method)
    {
        lock (Output.Gate)
        {
            if (multiple)
            {
                ulong upTo = tag == 0 ? ulong.MaxValue : tag;
                if (tag != 0 && !Unacked.Contains(tag))
                {
                    throw UnknownTag(tag, method);
                }

                while (Unacked.TryTakeFirst(upTo, out UnackedMessage message))
                {
                    Settled(message, kind);
                    RefuseToReturn(message, kind, method);
                }
            }
            else if (Unacked.TryTake(tag, out UnackedMessage message))
            {
                Settled(message, kind);
                RefuseToReturn(message, kind, method);
            }
            else
            {
                throw UnknownTag(tag, method);
            }
        }
    }

    // It is settled by then: an error may not leave the queue with a delivery that nobody has.
    private static void RefuseToReturn(in UnackedMessage message, SettlementKind kind, MethodId method)
    {
        if (kind != SettlementKind.Acknowledged)
        {
            message.Queue.RefuseToReturn(method);
        }
    }

    private void Settled(in UnackedMessage message, SettlementKind kind)
    {
        if (_transaction is { } transaction)
        {
            transaction.Settlements.Add(new Settlement(message, kind));
            return;
        }

        SettleNow(message, kind);
    }

    // Under the lock of the output.
    private void SettleNow(in UnackedMessage message, SettlementKind kind)
    {
        _stats.Acknowledged += kind == SettlementKind.Acknowledged ? 1 : 0;
        Turn.Settle(Output, message, kind);
    }

    private static AmqpChannelException UnknownTag(ulong tag, MethodId method) =>
        Refusal.Channel(ReplyCode.PreconditionFailed, $"unknown delivery tag {tag}", method);
}
