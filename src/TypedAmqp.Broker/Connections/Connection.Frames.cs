using System.Buffers;
using System.Runtime.CompilerServices;
using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// From octets to methods and messages.
internal sealed partial class Connection
{
    // Reading stopped because the answers became too many, not because there was nothing more.
    private bool _isInterrupted;

    private SequencePosition Read(in ReadOnlySequence<byte> buffer, bool isLast)
    {
        _turn = Turn.Begin();
        try
        {
            LookForTimeouts();
            ReplyCommitted();
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
            if (isLast && !_isInterrupted)
            {
                // What came before the end counts, also what had to wait.
                Unpark(force: true);
            }

            if (IsPaused && _memory.IsFullOfPending)
            {
                RefusePending();
            }

            return consumed;
        }
        catch (AmqpConnectionException reason)
        {
            _turn.Work();
            Close(reason);
            return buffer.End;
        }
        catch (Exception exception) when (exception is not AmqpConnectionException)
        {
            // A mistake of our own: it costs this connection, and nobody else.
            _broker.Log.Failed(Peer, exception);
            Close(Refusal.Connection(ReplyCode.InternalError, "the broker failed; its log says more"));
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
        int frameMax = _frameMax;
        long written = Output.Written;
        FrameReader reader = new(buffer, frameMax, _scratch);
        while (_state != ConnectionState.Closed)
        {
            ReadMessages(ref reader);
            if (!reader.TryRead(out Frame frame))
            {
                break;
            }

            if (!MustPark || !Park(frame))
            {
                OnFrame(frame);
            }

            if (_frameMax != frameMax)
            {
                // It was just agreed upon, and what follows may make use of it already.
                frameMax = _frameMax;
                reader = new FrameReader(buffer.Slice(reader.Consumed), frameMax, _scratch);
            }

            // A few octets may ask for a large answer each: they go out, and are read, before there are more.
            _isInterrupted |= _committing is not null;
            if (Output.Written - written > ConnectionOutput.ReplyLimit && !_takesEverything)
            {
                _isInterrupted = true;
            }

            if (_isInterrupted)
            {
                break;
            }
        }

        // The messages refer to the buffer: they must be where they belong before it is given back.
        Turn.Work();
        return reader.Consumed;
    }

    /// <summary>
    /// Publishes, from where they lie, the messages that come next and are in one piece. What is not, or is not as it should be, goes frame by frame.
    /// </summary>
    private void ReadMessages(ref FrameReader reader)
    {
        if (_routes is { AreMany: true } && !MustPark)
        {
            ReadMessagesAhead(ref reader);
            return;
        }

        while (_state == ConnectionState.Running && !MustPark && PublishFrames.TryCut(reader.Peek(), _frameMax, out PublishFrames frames)
            && frames.BodyLength <= _broker.Options.MaxMessageSize && TryGetPublishing(frames.Channel, out Channel? channel))
        {
            try
            {
                Publish(channel, ref reader, frames, Routes.Recall(frames.Address(reader.Peek())));
            }
            catch (AmqpChannelException reason)
            {
                Close(channel, reason);
            }
        }
    }

    // The same, where messages go to so many places that looking them up is waiting for memory: several are cut and looked up before the first is
    // published.
    private void ReadMessagesAhead(ref FrameReader reader)
    {
        MessagesAhead ahead = Turn.Ahead;
        do
        {
            ahead.Cut(reader.Peek(), _frameMax, Routes);
            for (int i = 0; i < ahead.Count; i++)
            {
                ref readonly MessagesAhead.Message message = ref ahead[i];
                if (_state != ConnectionState.Running || MustPark || message.Frames.BodyLength > _broker.Options.MaxMessageSize
                    || !TryGetPublishing(message.Frames.Channel, out Channel? channel))
                {
                    return;
                }

                try
                {
                    Publish(channel, ref reader, message.Frames, message.Route);
                }
                catch (AmqpChannelException reason)
                {
                    Close(channel, reason);
                }
            }
        }
        while (ahead.IsFull);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Publish(Channel channel, ref FrameReader reader, in PublishFrames frames, Route? recalled)
    {
        PublishedMessage message = frames.At(reader.Position);
        message.Segment = Turn.Publishes.AddSegment(reader.Segment);
        reader.Skip(frames.Length);
        channel.Publish(ref message, reader.Segment.Span, frames.Bits, recalled);
    }
}
