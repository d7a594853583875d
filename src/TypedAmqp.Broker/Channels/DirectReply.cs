using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

/// <summary>
/// Direct reply-to (RabbitMQ): a client consumes the pseudo-queue <c>amq.rabbitmq.reply-to</c>, and what is published to the default exchange with
/// the name that its requests carry reaches it without a queue of its own. Here that name leads to a queue that no virtual host lists and that lives
/// as long as the consumer.
/// </summary>
internal sealed class DirectReply
{
    private const int TokenOctets = 18;

    private readonly ConcurrentDictionary<string, Queue> _queues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Queue>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public DirectReply() => _byName = _queues.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>How many channels consume replies.</summary>
    public int Count => _queues.Count;

    public static ReadOnlySpan<byte> PseudoQueue => "amq.rabbitmq.reply-to"u8;

    private static ReadOnlySpan<byte> Prefix => "amq.rabbitmq.reply-to."u8;

    public static bool IsPseudoQueue(ReadOnlySpan<byte> name) => name.SequenceEqual(PseudoQueue);

    /// <summary>Whether a routing key, or the name of a queue, is one that requests carry.</summary>
    public static bool IsReplyName(ReadOnlySpan<byte> name) => name.StartsWith(Prefix);

    /// <summary>Whether a message is a reply: published to the default exchange with such a name.</summary>
    public static bool IsReplyAddress(ReadOnlySpan<byte> address) => address[0] == 0 && IsReplyName(address[2..]);

    /// <summary>
    /// Whether a message that goes to these queues goes to none but those of replies. For RabbitMQ that is nowhere: a mandatory one is returned,
    /// although it arrives.
    /// </summary>
    public static bool AreAll(ReadOnlySpan<Queue> queues)
    {
        foreach (Queue queue in queues)
        {
            if (!IsReplyName(queue.NameOctets))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Creates the queue of a channel that consumes the pseudo-queue.</summary>
    public Queue Create(VirtualHost virtualHost, object owner)
    {
        Span<byte> token = stackalloc byte[TokenOctets];
        RandomNumberGenerator.Fill(token);
        string name = Encoding.ASCII.GetString(Prefix) + Base64Url.EncodeToString(token);
        Queue queue = new(virtualHost, new QueueDeclaration(name, Durable: false, Exclusive: true, AutoDelete: false, new FieldTable()), owner);
        _queues[name] = queue;
        return queue;
    }

    public void Delete(Queue queue)
    {
        _queues.TryRemove(queue.Name, out _);
        queue.Close();
    }

    /// <summary>The queue behind the name that a request carried; null when the one who asked is gone.</summary>
    public Queue? Find(VirtualHost virtualHost, ReadOnlySpan<byte> name)
    {
        Span<char> chars = stackalloc char[ShortString.MaxLength];
        int length = Encoding.Latin1.GetChars(name, chars);
        return _byName.TryGetValue(chars[..length], out Queue? queue) && queue.VirtualHost == virtualHost ? queue : null;
    }
}
