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
            QueueDeclaration declaration = new(
                name, method.Durable, method.Exclusive, method.AutoDelete, method.Arguments.Decode(MethodId.QueueDeclare));
            declaration = declaration with { Name = virtualHost.NameFor(declaration) };
            DemandDeclaration(declaration);
            virtualHost.Resources.Observer?.Declaring(declaration.Name, MethodId.QueueDeclare);
            queue = virtualHost.DeclareNamed(declaration, connection);
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
        string exchange = method.Exchange.Text(MethodId.QueueBind);
        VirtualHost.RefuseDefault(exchange, MethodId.QueueBind);
        Access.DemandQueue(AccessRight.Write, queue, MethodId.QueueBind);
        Access.DemandExchange(AccessRight.Read, exchange, MethodId.QueueBind);
        virtualHost.BindQueue(queue, exchange, key, method.Arguments.Decode(MethodId.QueueBind), connection);
        if (!method.NoWait)
        {
            Send(new QueueBindOk());
        }
    }

    private void OnQueueUnbind(in QueueUnbind method)
    {
        string queue = NameOrLast(method.Queue.Text(MethodId.QueueUnbind), MethodId.QueueUnbind);
        string key = KeyOrLast(method.Queue, method.RoutingKey, MethodId.QueueUnbind);
        string exchange = method.Exchange.Text(MethodId.QueueUnbind);
        VirtualHost.RefuseDefault(exchange, MethodId.QueueUnbind);
        Access.DemandQueue(AccessRight.Write, queue, MethodId.QueueUnbind);
        Access.DemandExchange(AccessRight.Read, exchange, MethodId.QueueUnbind);
        virtualHost.UnbindQueue(queue, exchange, key, method.Arguments.Decode(MethodId.QueueUnbind), connection);
        Send(new QueueUnbindOk());
    }

    private void OnQueuePurge(in QueuePurge method)
    {
        Queue queue = GetQueue(method.Queue, MethodId.QueuePurge, AccessRight.Read);
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
        Access.DemandQueue(AccessRight.Configure, name, MethodId.QueueDelete);
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

    private Queue GetQueue(ShortString shortName, MethodId method, AccessRight right)
    {
        string name = NameOrLast(shortName.Text(method), method);
        Access.DemandQueue(right, name, method);
        return virtualHost.GetQueue(name, connection, method);
    }

    // Its dead letters are published in the name of who declares it.
    private void DemandDeclaration(QueueDeclaration declaration)
    {
        Access.DemandQueue(AccessRight.Configure, declaration.Name, MethodId.QueueDeclare);
        if (declaration.Arguments.GetValueOrDefault(QueueArguments.DeadLetterExchange) is string deadLetters
            && virtualHost.FindQueue(declaration.Name) is null)
        {
            Access.DemandQueue(AccessRight.Read, declaration.Name, MethodId.QueueDeclare);
            Access.DemandExchange(AccessRight.Write, deadLetters, MethodId.QueueDeclare);
        }
    }

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
    private string KeyOrLast(ShortString queue, ShortString key, MethodId method) =>
        queue.IsEmpty && key.IsEmpty ? _lastDeclaredQueue : key.Text(method);
}
