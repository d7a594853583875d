using System.Buffers;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// From octets to methods and messages.
internal sealed partial class Connection
{
    private SequencePosition Read(in ReadOnlySequence<byte> buffer, bool isLast)
    {
        _turn = Turn.Begin();
        try
        {
            if (IsBlocked)
            {
                Unpark(force: false);
            }

            ReadOnlySequence<byte> rest = buffer;
            if (_state == ConnectionState.Header && !TryReadProtocolHeader(ref rest))
            {
                return rest.Start;
            }

            SequencePosition consumed = ReadFrames(rest);
            if (isLast)
            {
                // What came before the end counts, also what had to wait.
                Unpark(force: true);
            }

            return consumed;
        }
        catch (AmqpConnectionException reason)
        {
            _turn.Work();
            Close(reason);
            return buffer.End;
        }
        finally
        {
            _turn.End();
            _turn = null;
        }
    }

    private SequencePosition ReadFrames(in ReadOnlySequence<byte> buffer)
    {
        FrameReader reader = new(buffer, _frameMax, _scratch);
        while (_state != ConnectionState.Closed && reader.TryRead(out Frame frame))
        {
            if (MustPark && Park(frame))
            {
                continue;
            }

            if (_state == ConnectionState.Running && frame.Type == FrameType.Method && frame.Offset >= 0
                && Method.ReadId(frame.Payload) == MethodId.BasicPublish && !TryReadMessage(ref reader, ref frame))
            {
                continue;
            }

            OnFrame(frame);
        }

        // The messages refer to the buffer: they must be where they belong before it is given back.
        Turn.Work();
        return reader.Consumed;
    }

    /// <summary>
    /// Looks whether a message follows in one piece: method, header, at most one body frame, all in one segment of the buffer. Then it is published from
    /// there. What is not in one piece is gathered.
    /// </summary>
    /// <returns>True when the frame (this one or a later one) is still to be looked at.</returns>
    private bool TryReadMessage(ref FrameReader reader, ref Frame frame)
    {
        if (!TryGetPublishing(frame.Channel, out Channel? channel))
        {
            return true;
        }

        PublishedMessage message = new();
        ReadOnlySpan<byte> payload = frame.Payload;
        ReadOnlySpan<byte> address = ReadAddress(payload, out byte bits);
        message.Address = frame.Offset + AddressOffset;
        message.AddressLength = address.Length;
        int previous = frame.Offset;

        if (!reader.TryRead(out frame))
        {
            channel.Content.Begin(address, bits);
            return false;
        }

        if (frame.Type != FrameType.Header || frame.Channel != channel.Number || frame.Offset <= previous)
        {
            channel.Content.Begin(address, bits);
            return true;
        }

        ReadOnlySpan<byte> header = frame.Payload;
        ulong bodySize = ReadContentHeader(header);
        message.Properties = frame.Offset + PropertiesOffset;
        message.PropertiesLength = header.Length - PropertiesOffset;
        if (bodySize > 0)
        {
            previous = frame.Offset;
            bool more = reader.TryRead(out frame);
            if (!more || frame.Type != FrameType.Body || frame.Channel != channel.Number || frame.Offset <= previous || (ulong)frame.Length != bodySize)
            {
                channel.Content.Begin(address, bits);
                TryBeginBody(channel, header, bodySize);
                return more;
            }

            message.Body = frame.Offset;
            message.BodyLength = (int)bodySize;
        }

        message.Segment = Turn.Publishes.AddSegment(reader.Segment);
        try
        {
            channel.Publish(ref message, reader.Segment.Span, bits);
        }
        catch (AmqpChannelException reason)
        {
            Close(channel, reason);
        }

        return false;
    }
}
