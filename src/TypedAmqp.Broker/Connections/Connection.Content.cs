using System.Diagnostics.CodeAnalysis;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// The parts of messages that do not come in one piece.
internal sealed partial class Connection
{
    // In the payload of basic.publish: class, method, a reserved number, then exchange and key.
    private const int AddressOffset = 6;

    // In the payload of a content header: class, weight, body size, then the properties.
    private const int PropertiesOffset = 12;

    /// <summary>Exchange and key of a basic.publish, as they lie there.</summary>
    private static ReadOnlySpan<byte> ReadAddress(ReadOnlySpan<byte> payload, out byte bits)
    {
        if (payload.Length > AddressOffset)
        {
            int key = AddressOffset + 1 + payload[AddressOffset];
            if (payload.Length > key && payload.Length == key + 1 + payload[key] + 1)
            {
                bits = payload[^1];
                return payload[AddressOffset..^1];
            }
        }

        // It is not as it should be; this says in which way.
        BasicPublish.Read(payload[Method.IdSize..]);
        throw new InvalidOperationException("A basic.publish that can be read in one way only.");
    }

    /// <summary>Body size of a content header that is one of class basic.</summary>
    private static ulong ReadContentHeader(ReadOnlySpan<byte> payload)
    {
        ContentHeader header = ContentHeader.Read(payload);
        if (header.Weight != 0)
        {
            throw Unexpected(ContentState.Header);
        }

        return header.ClassId == ContentHeader.BasicClassId
            ? header.BodySize
            : throw Refusal.Connection(
                ReplyCode.UnexpectedFrame,
                $"expected content header for class {ContentHeader.BasicClassId}, got one for class {header.ClassId} instead",
                MethodId.BasicPublish);
    }

    private bool TryGetPublishing(ushort number, [NotNullWhen(true)] out Channel? channel)
    {
        channel = _lastChannel;
        if (channel is null || channel.Number != number)
        {
            if (!_channels.TryGetValue(number, out channel))
            {
                return false;
            }

            _lastChannel = channel;
        }

        return channel.State == ChannelState.Open && channel.Content.State == ContentState.None;
    }

    private void OnContent(Channel channel, in Frame frame)
    {
        switch (channel.Content.State)
        {
            case ContentState.Header when frame.Type == FrameType.Header:
                BeginBody(channel, frame.Payload, ReadContentHeader(frame.Payload));
                break;
            case ContentState.Body when frame.Type == FrameType.Body:
                if (_memory.IsFullOfPending)
                {
                    throw OutOfMemory();
                }

                if (!channel.Content.TryAddBody(frame.Length, out Span<byte> room))
                {
                    // More than its header announced.
                    throw Unexpected(ContentState.Body);
                }

                frame.CopyTo(room);
                break;
            default:
                throw Unexpected(channel.Content.State);
        }

        if (channel.Content.State == ContentState.Complete)
        {
            channel.PublishGathered();
        }
    }

    private void BeginBody(Channel channel, ReadOnlySpan<byte> header, ulong bodySize)
    {
        ulong most = (ulong)_broker.Options.MaxMessageSize;
        if (bodySize > most)
        {
            throw Refusal.Channel(
                ReplyCode.PreconditionFailed, $"message size {bodySize} is larger than configured max size {most}", MethodId.BasicPublish);
        }

        channel.Content.SetHeader(header[PropertiesOffset..], (long)bodySize);
    }

    private static AmqpConnectionException Unexpected(ContentState state) => state switch
    {
        ContentState.Header => Refusal.Connection(
            ReplyCode.UnexpectedFrame, "expected content header for class 60, got non content header frame instead", MethodId.BasicPublish),
        ContentState.Body => Refusal.Connection(
            ReplyCode.UnexpectedFrame, "expected content body, got non content body frame instead", MethodId.BasicPublish),
        _ => Refusal.Connection(ReplyCode.UnexpectedFrame, "expected method frame, got non method frame instead"),
    };

    /// <summary>A frame that has no place where it is.</summary>
    private static AmqpConnectionException Unexpected(in Frame frame)
    {
        byte[] payload = new byte[frame.Length];
        frame.CopyTo(payload);
        return Refusal.Connection(ReplyCode.UnexpectedFrame, $"type {(byte)frame.Type}, all octets = {ErlangText.OfOctets(payload)}");
    }
}
