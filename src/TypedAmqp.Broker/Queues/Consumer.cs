using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>A subscription of a channel to a queue.</summary>
internal sealed class Consumer
{
    // The constant start of basic.deliver: frame type, channel, size, class and method, consumer tag.
    //   +---+---------+----------+-------+--------+-----------------+---------------+-------------+----------+-----+------+
    //   | 1 | channel | size     | 60    | 60     | consumer tag    | delivery tag  | redelivered | exchange | key | 0xCE |
    //   +---+---------+----------+-------+--------+-----------------+---------------+-------------+----------+-----+------+
    private readonly byte[] _deliver;

    // Of credit.
    private const long NoLimit = -1;

    public Consumer(Channel channel, Queue queue, string tag, bool noAck, bool exclusive, int prefetch, ConsumeOptions options = default)
    {
        Channel = channel;
        Queue = queue;
        Tag = tag;
        NoAck = noAck;
        Exclusive = exclusive;
        Prefetch = prefetch;
        Priority = options.Priority;
        From = options.From;
        Filter = options.Filter;
        Credit = options.Credit ?? NoLimit;
        Arguments = options.Arguments;
        int length = Encoding.UTF8.GetByteCount(tag);
        _deliver = new byte[ContentFrames.HeaderSize + 5 + length];
        _deliver[0] = 1;
        BinaryPrimitives.WriteUInt16BigEndian(_deliver.AsSpan(1), channel.Number);
        BinaryPrimitives.WriteUInt32BigEndian(_deliver.AsSpan(7), (60u << 16) | 60u);
        _deliver[11] = (byte)length;
        Encoding.UTF8.GetBytes(tag, _deliver.AsSpan(12));
    }

    public Channel Channel { get; }

    public Queue Queue { get; }

    public string Tag { get; }

    public bool NoAck { get; }

    public bool Exclusive { get; }

    /// <summary>Most unsettled messages this consumer may hold; 0: no limit.</summary>
    public int Prefetch { get; }

    /// <summary>Those of a higher one come first (<c>x-priority</c>).</summary>
    public long Priority { get; }

    /// <summary>What it was begun with; null: nothing.</summary>
    public FieldTable? Arguments { get; }

    /// <summary>Where it begins to read a stream.</summary>
    public StreamOffset From { get; }

    /// <summary>Which messages of a stream it is for; null: all.</summary>
    public StreamFilter? Filter { get; }

    /// <summary>
    /// How many deliveries it may have until it is given more (<c>x-credit</c>); negative: no limit. Guarded by the lock of the connection's output.
    /// </summary>
    public long Credit { get; set; }

    /// <summary>The message of a stream that it gets next. Guarded by the lock of the queue.</summary>
    public long Cursor { get; set; }

    /// <summary>Its client was told that it consumes: it may get messages. Guarded by the lock of the queue.</summary>
    public bool IsStarted { get; set; }

    /// <summary>How many it holds. Guarded by the lock of the connection's output.</summary>
    public int Unacked { get; set; }

    /// <summary>It holds one message less. Under the lock of the connection's output.</summary>
    public void MakeRoom()
    {
        Unacked--;
        Channel.UnackedByConsumers--;
    }

    /// <summary>
    /// It had no room and left the queue's circle of active consumers; whoever makes room clears this and owes it a <see cref="Queue.Resume"/>.
    /// Guarded by the lock of the connection's output.
    /// </summary>
    public bool IsWaiting { get; set; }

    /// <summary>It gets nothing more. Guarded by the lock of the queue.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether another message may be sent now. Guarded by the lock of the connection's output.</summary>
    public bool HasRoom =>
        Channel.Output.HasRoom && Credit != 0 && (NoAck || ((Prefetch == 0 || Unacked < Prefetch) && Channel.HasPrefetchRoom));

    /// <summary>Writes basic.deliver with its content. Under the lock of the connection's output.</summary>
    public void WriteDelivery(ulong deliveryTag, bool redelivered, in MessageOctets message)
    {
        ConnectionOutput output = Channel.Output;
        Credit -= Credit > 0 ? 1 : 0;
        int method = _deliver.Length + 9 + message.Address.Length + 1;
        Span<byte> span = output.GetSpan(method);
        _deliver.CopyTo(span);
        BinaryPrimitives.WriteInt32BigEndian(span[3..], method - ContentFrames.Overhead);
        Span<byte> arguments = span[_deliver.Length..];
        BinaryPrimitives.WriteUInt64BigEndian(arguments, deliveryTag);
        arguments[8] = redelivered ? (byte)1 : (byte)0;
        message.Address.CopyTo(arguments[9..]);
        span[method - 1] = ContentFrames.FrameEnd;
        output.Advance(method);
        ContentFrames.Write(output, Channel.Number, message.VisibleProperties, message.Body);
    }
}
