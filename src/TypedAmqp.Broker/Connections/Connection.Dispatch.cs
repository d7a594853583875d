using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Which frame is for whom.
internal sealed partial class Connection
{
    private void OnFrame(in Frame frame)
    {
        if (frame.Type == FrameType.Heartbeat)
        {
            if (frame.Channel != 0)
            {
                throw Unexpected(frame);
            }

            return;
        }

        if (frame.Channel == 0)
        {
            if (frame.Type == FrameType.Method)
            {
                OnConnectionMethod(Method.ReadId(frame.Payload), frame.Payload[Method.IdSize..]);
                return;
            }

            if (_state == ConnectionState.Closing)
            {
                return;
            }

            if (frame.Type == FrameType.Header)
            {
                // One that cannot be read is worse than one that is not expected.
                ContentHeader.Read(frame.Payload);
            }

            throw Unexpected(frame);
        }

        switch (_state)
        {
            case ConnectionState.Running:
                OnChannelFrame(frame);
                break;
            case ConnectionState.Closing:
                break;
            default:
                throw Unexpected(frame);
        }
    }

    private void OnChannelFrame(in Frame frame)
    {
        if (!_channels.TryGetValue(frame.Channel, out Channel? channel))
        {
            OnUnknownChannel(frame);
        }
        else if (channel.State == ChannelState.Closing)
        {
            OnClosingChannel(channel, frame);
        }
        else
        {
            try
            {
                OnOpenChannel(channel, frame);
            }
            catch (AmqpChannelException reason)
            {
                Close(channel, reason);
            }
        }
    }

    private void OnOpenChannel(Channel channel, in Frame frame)
    {
        if (frame.Type != FrameType.Method)
        {
            OnContent(channel, frame);
            return;
        }

        if (channel.Content.State != ContentState.None)
        {
            throw Unexpected(channel.Content.State);
        }

        MethodId id = Method.ReadId(frame.Payload);
        ReadOnlySpan<byte> arguments = frame.Payload[Method.IdSize..];
        switch (id)
        {
            case MethodId.ChannelOpen:
                throw SecondOpen();
            case MethodId.BasicPublish:
                channel.Content.Begin(ReadAddress(frame.Payload, out byte bits), bits);
                break;
            case MethodId.ChannelClose:
                ChannelClose.Read(arguments);
                Turn.Work();
                channel.Abandon();
                Remove(channel);
                Send(channel.Number, new ChannelCloseOk());
                break;
            default:
                channel.OnMethod(id, arguments);
                break;
        }
    }

    // Its client has not heard yet that the channel is closed: nothing but the confirmation counts.
    private void OnClosingChannel(Channel channel, in Frame frame)
    {
        if (frame.Type != FrameType.Method)
        {
            return;
        }

        switch (Method.ReadId(frame.Payload))
        {
            case MethodId.ChannelCloseOk:
                Remove(channel);
                break;
            case MethodId.ChannelClose:
                Send(channel.Number, new ChannelCloseOk());
                break;
            case MethodId.ChannelOpen:
                throw SecondOpen();
        }
    }

    private void OnUnknownChannel(in Frame frame)
    {
        if (frame.Type != FrameType.Method)
        {
            throw Unexpected(ContentState.None);
        }

        MethodId id = Method.ReadId(frame.Payload);
        if (id != MethodId.ChannelOpen)
        {
            throw Refusal.Connection(ReplyCode.ChannelError, "expected 'channel.open'", id);
        }

        ChannelOpen.Read(frame.Payload[Method.IdSize..]);
        OpenChannel(frame.Channel);
    }

    private static AmqpConnectionException SecondOpen() =>
        Refusal.Connection(ReplyCode.ChannelError, "second 'channel.open' seen", MethodId.ChannelOpen);

    private void OpenChannel(ushort number)
    {
        if (_channels.Count >= _channelMax)
        {
            throw Refusal.Connection(
                ReplyCode.NotAllowed,
                $"number of channels opened ({_channels.Count}) has reached the negotiated channel_max ({_channelMax})");
        }

        Turn.Work();
        Channel channel = new(this, _virtualHost!, number);
        _virtualHost!.Totals.Add(channel);
        lock (Output.Gate)
        {
            _channels.Add(number, channel);
        }

        Send(number, new ChannelOpenOk());
    }

    private void Remove(Channel channel)
    {
        lock (Output.Gate)
        {
            _channels.Remove(channel.Number);
        }

        _lastChannel = null;
    }

    private void Close(Channel channel, AmqpChannelException reason)
    {
        _broker.Log.ChannelError(Peer, channel.Number, reason);

        // What was published before the mistake counts, also what had to wait: it would meet another channel of this number, or none.
        Turn.Work();
        if (channel.IsParked)
        {
            Unpark(force: true);
        }

        if (channel.State == ChannelState.Open)
        {
            channel.Close(reason);
        }
    }
}
