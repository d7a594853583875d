using System.Buffers.Text;
using System.Security.Cryptography;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class basic, the receiving side: qos, consume, cancel, get.
internal sealed partial class Channel
{
    private const int RandomTagOctets = 16;

    /// <summary>Under the lock of the queue and of the output.</summary>
    public void WriteGetOk(ulong deliveryTag, bool redelivered, uint messageCount, in MessageOctets message)
    {
        FrameWriter.WriteMethod(Output, Number, new BasicGetOk
        {
            DeliveryTag = deliveryTag,
            Redelivered = redelivered,
            Exchange = message.Exchange,
            RoutingKey = message.RoutingKey,
            MessageCount = messageCount,
        });
        ContentFrames.Write(Output, Number, message.VisibleProperties, message.Body);
    }

    private static string RandomTag()
    {
        Span<byte> octets = stackalloc byte[RandomTagOctets];
        RandomNumberGenerator.Fill(octets);
        return "amq.ctag-" + Base64Url.EncodeToString(octets);
    }

    private void OnQos(in BasicQos method)
    {
        if (method.PrefetchSize != 0)
        {
            throw Refusal.Connection(ReplyCode.NotImplemented, $"prefetch_size!=0 ({method.PrefetchSize})", MethodId.BasicQos);
        }

        bool isGlobal = method.Global && (virtualHost.Resources.Denied & DeprecatedFeatures.GlobalQos) == 0;
        lock (Output.Gate)
        {
            // As in RabbitMQ, a limit for each consumer ends the one for all of them.
            _globalPrefetch = isGlobal ? method.PrefetchCount : 0;
        }

        if (!isGlobal)
        {
            _consumerPrefetch = method.PrefetchCount;
        }

        Send(new BasicQosOk());

        // A higher limit lets consumers of this channel go on.
        Turn.Resume(Output);
    }

    private void OnConsume(in BasicConsume method)
    {
        string tag = method.ConsumerTag.IsEmpty ? RandomTag() : method.ConsumerTag.Text(MethodId.BasicConsume);
        if (DirectReply.IsPseudoQueue(method.Queue.Octets))
        {
            ConsumeDirectReply(tag, method.NoAck, method.NoWait);
            return;
        }

        Queue queue = GetQueue(method.Queue, MethodId.BasicConsume, AccessRight.Read);
        if (queue.IsQuorum && _globalPrefetch > 0)
        {
            throw Refusal.Connection(
                ReplyCode.NotImplemented, $"queue '{queue.Name}' in vhost '{virtualHost.Name}' does not support global qos", MethodId.BasicConsume);
        }

        ConsumeOptions options = ConsumeArguments.Read(method.Arguments, queue);
        queue.RefuseConsumer(method.NoAck, _consumerPrefetch);
        WatchUnless(method.NoAck);
        Consume(queue, tag, method.NoAck, method.Exclusive, method.NoWait, options);
    }

    private void Consume(Queue queue, string tag, bool noAck, bool exclusive, bool noWait, ConsumeOptions options = default)
    {
        Consumer consumer = new(this, queue, tag, noAck, exclusive, _consumerPrefetch, options);
        lock (Output.Gate)
        {
            if (!_consumers.TryAdd(tag, consumer))
            {
                throw Refusal.Connection(ReplyCode.NotAllowed, $"attempt to reuse consumer tag '{tag}'", MethodId.BasicConsume);
            }
        }

        try
        {
            queue.AddConsumer(consumer);
        }
        catch (AmqpChannelException)
        {
            lock (Output.Gate)
            {
                _consumers.Remove(tag);
            }

            throw;
        }

        if (!noWait)
        {
            Send(new BasicConsumeOk { ConsumerTag = tag });
        }

        queue.Start(consumer, Turn);
    }

    private void WatchUnless(bool noAck)
    {
        if (!noAck)
        {
            connection.WatchAcknowledgements();
        }
    }

    private void OnCancel(in BasicCancel method)
    {
        string tag = method.ConsumerTag.Text(MethodId.BasicCancel);
        Consumer? consumer;
        lock (Output.Gate)
        {
            _consumers.Remove(tag, out consumer);
        }

        if (consumer is not null)
        {
            Cancel(consumer);
        }

        if (!method.NoWait)
        {
            Send(new BasicCancelOk { ConsumerTag = tag });
        }
    }

    private void OnCredit(in BasicCredit method)
    {
        string tag = method.ConsumerTag.ToString();
        Consumer? consumer;
        lock (Output.Gate)
        {
            _consumers.TryGetValue(tag, out consumer);
        }

        if (consumer is null)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, $"unknown consumer tag '{tag}'", MethodId.BasicCredit);
        }

        if (method.Drain)
        {
            throw ConsumeArguments.DrainRefused(MethodId.BasicCredit);
        }

        Send(new BasicCreditOk { Available = (uint)consumer.Queue.MessageCount });
        lock (Output.Gate)
        {
            consumer.Credit = method.Credit;
        }

        Turn.Resume(Output);
    }

    private void OnGet(in BasicGet method)
    {
        if (DirectReply.IsPseudoQueue(method.Queue.Octets))
        {
            throw Refusal.Channel(
                ReplyCode.NotFound, $"no queue '{method.Queue.ToString()}' in vhost '{virtualHost.Name}'", MethodId.BasicGet);
        }

        if (method.Queue.Octets.SequenceEqual(QueueListing.Name))
        {
            SendQueueListing(method.NoAck);
            return;
        }

        Queue queue = GetQueue(method.Queue, MethodId.BasicGet, AccessRight.Read);
        queue.RefuseToFetch();
        WatchUnless(method.NoAck);
        virtualHost.Resources.Log?.Write();
        if (!queue.TryGet(this, method.NoAck, Turn))
        {
            _stats.FetchedNothing++;
            Send(new BasicGetEmpty());
        }
    }

    private void SendQueueListing(bool noAck)
    {
        if (!noAck)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "the list of queues cannot be acknowledged: get it with no-ack", MethodId.BasicGet);
        }

        ReadOnlyMemory<byte> list = QueueListing.Encode(virtualHost, Access);
        byte[] address = [0, (byte)QueueListing.Name.Length, .. QueueListing.Name];
        lock (Output.Gate)
        {
            WriteGetOk(NextDeliveryTag(), redelivered: false, messageCount: 0, new MessageOctets
            {
                Address = address,
                Properties = QueueListing.Properties,
                Body = list.Span,
            });
            Turn.OweFlush(Output);
        }
    }
}
