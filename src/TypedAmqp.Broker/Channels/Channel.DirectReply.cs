using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Direct reply-to: one pseudo-consumer a channel.
internal sealed partial class Channel
{
    private Queue? _replies;

    private DirectReply DirectReplies => virtualHost.Resources.DirectReply;

    private void DeclareDirectReply(ShortString name, bool noWait)
    {
        if (DirectReply.IsReplyName(name.Octets) && DirectReplies.Find(virtualHost, name.Octets) is null)
        {
            throw Refusal.Channel(ReplyCode.NotFound, $"no queue '{name.ToString()}' in vhost '{virtualHost.Name}'", MethodId.QueueDeclare);
        }

        if (!noWait)
        {
            Send(new QueueDeclareOk { Queue = name, MessageCount = 0, ConsumerCount = 1 });
        }
    }

    private void ConsumeDirectReply(string tag, bool noAck, bool noWait)
    {
        if (!noAck)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "reply consumer cannot acknowledge", MethodId.BasicConsume);
        }

        if (_replies is not null)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "reply consumer already set", MethodId.BasicConsume);
        }

        _replies = DirectReplies.Create(virtualHost, connection);
        Consume(_replies, tag, noAck: true, exclusive: true, noWait);
    }

    private void EndDirectReply(Queue replies)
    {
        _replies = null;
        DirectReplies.Delete(replies);
    }

    /// <summary>
    /// Publishes a request with the name of this channel's replies in place of the pseudo-queue's. All other octets stay as they are.
    /// </summary>
    /// <exception cref="AmqpChannelException">406: this channel does not consume replies.</exception>
    private void PublishRequest(in PublishedMessage request, ReadOnlySpan<byte> octets, byte bits)
    {
        if (_replies is null)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "fast reply consumer does not exist", MethodId.BasicPublish);
        }

        ReadOnlySpan<byte> properties = octets.Slice(request.Properties, request.PropertiesLength);
        ReadOnlySpan<byte> old = new BasicPropertiesView(properties).ReplyTo.Octets;
        properties.Overlaps(old, out int offset);
        ReadOnlySpan<byte> name = _replies.NameOctets;
        byte[] rewritten = ArrayPool<byte>.Shared.Rent(properties.Length + name.Length);
        properties[..offset].CopyTo(rewritten);
        rewritten[offset - 1] = (byte)name.Length;
        name.CopyTo(rewritten.AsSpan(offset));
        properties[(offset + old.Length)..].CopyTo(rewritten.AsSpan(offset + name.Length));
        int length = properties.Length - old.Length + name.Length;

        ReadOnlySpan<byte> body = octets.Slice(request.Body, request.BodyLength);
        Content.Begin(octets.Slice(request.Address, request.AddressLength), bits);
        Content.SetHeader(rewritten.AsSpan(0, length), body.Length);
        ArrayPool<byte>.Shared.Return(rewritten);
        Content.TryAddBody(body.Length, out Span<byte> room);
        body.CopyTo(room);
        PublishGathered();
    }
}
