using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class queue. The rules are the virtual host's; the channel knows which queue was declared last.
internal sealed partial class Channel
{
    private void OnQueueDeclare(in QueueDeclare method)
    {
        if (DirectReply.IsPseudoQueue(method.Queue.Octets) || DirectReply.IsReplyName(method.Queue.Octets))
        {
            DeclareDirectReply(method.Queue, method.NoWait);
            return;
        }

        string name = method.Queue.Text(MethodId.QueueDeclare);
        Queue queue;
        if (method.Passive)
        {
            queue = virtualHost.GetQueue(name, connection, MethodId.QueueDeclare);
        }
        else
        {
            QueueDeclaration declaration = new(name, method.Durable, method.Exclusive, method.AutoDelete, method.Arguments.Decode(MethodId.QueueDeclare));
            queue = virtualHost.DeclareQueue(declaration, connection);
        }

        queue.Touch();
        _lastDeclaredQueue = queue.Name;
        if (!method.NoWait)
        {
            QueueCounts counts = queue.Counts;
            Send(new QueueDeclareOk { Queue = queue.Name, MessageCount = (uint)counts.Messages, ConsumerCount = (uint)counts.Consumers });
        }
    }

    private void OnQueueBind(in QueueBind method)
    {
        string queue = NameOrLast(method.Queue.Text(MethodId.QueueBind), MethodId.QueueBind);
        string key = KeyOrLast(method.Queue, method.RoutingKey, MethodId.QueueBind);
        virtualHost.BindQueue(queue, method.Exchange.Text(MethodId.QueueBind), key, method.Arguments.Decode(MethodId.QueueBind), connection);
        if (!method.NoWait)
        {
            Send(new QueueBindOk());
        }
    }

    private void OnQueueUnbind(in QueueUnbind method)
    {
        string queue = NameOrLast(method.Queue.Text(MethodId.QueueUnbind), MethodId.QueueUnbind);
        string key = KeyOrLast(method.Queue, method.RoutingKey, MethodId.QueueUnbind);
        virtualHost.UnbindQueue(queue, method.Exchange.Text(MethodId.QueueUnbind), key, method.Arguments.Decode(MethodId.QueueUnbind), connection);
        Send(new QueueUnbindOk());
    }

    private void OnQueuePurge(in QueuePurge method)
    {
        Queue queue = GetQueue(method.Queue, MethodId.QueuePurge);
        queue.RefuseToPurge();
        int count = queue.Purge();
        if (!method.NoWait)
        {
            Send(new QueuePurgeOk { MessageCount = (uint)count });
        }
    }

    private void OnQueueDelete(in QueueDelete method)
    {
        string name = NameOrLast(method.Queue.Text(MethodId.QueueDelete), MethodId.QueueDelete);
        HoldNotices();
        try
        {
            int count = virtualHost.DeleteQueue(name, method.IfUnused, method.IfEmpty, connection);
            if (!method.NoWait)
            {
                Send(new QueueDeleteOk { MessageCount = (uint)count });
            }
        }
        finally
        {
            SendHeldNotices();
        }
    }

    private void HoldNotices()
    {
        lock (Output.Gate)
        {
            _heldNotices = [];
        }
    }

    private void SendHeldNotices()
    {
        lock (Output.Gate)
        {
            _heldNotices!.ForEach(WriteCancelNotice);
            _heldNotices = null;
            Turn.OweFlush(Output);
        }
    }

    private Queue GetQueue(ShortString name, MethodId method) =>
        virtualHost.GetQueue(NameOrLast(name.Text(method), method), connection, method);

    private string NameOrLast(string name, MethodId method)
    {
        if (name.Length > 0)
        {
            return name;
        }

        return _lastDeclaredQueue.Length > 0
            ? _lastDeclaredQueue
            : throw Refusal.Channel(ReplyCode.NotFound, "no previously declared queue", method);
    }

    // An empty queue name and an empty key together: the key is the queue's name.
    private string KeyOrLast(ShortString queue, ShortString key, MethodId method) => queue.IsEmpty && key.IsEmpty ? _lastDeclaredQueue : key.Text(method);
}
