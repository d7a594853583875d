using TypedAmqp.Channels;
using TypedAmqp.Connections;
using TypedAmqp.Consuming;
using TypedAmqp.Protocol;

namespace TypedAmqp;

/// <content>What the broker sends on this channel. Read loop only.</content>
public sealed partial class AmqpChannel
{
    private readonly ContentAssembler _content;
    private DeliveryWriter? _scratch;
    private AmqpConsumer? _receiver;
    private GetCall? _getting;
    private ReplyCode _returnCode;
    private string _returnText = "";

    /// <summary>Takes one frame. A channel error closes the channel; a connection error is thrown.</summary>
    internal void OnFrame(in Frame frame)
    {
        try
        {
            switch (frame.Type)
            {
                case FrameType.Method:
                    OnMethod(Method.ReadId(frame.Payload), frame.Payload[4..]);
                    break;
                case FrameType.Header when _closing is null:
                    if (_content.OnHeader(frame.Payload))
                    {
                        OnContent();
                    }

                    break;
                case FrameType.Body when _closing is null:
                    if (_content.OnBody(frame))
                    {
                        OnContent();
                    }

                    break;
            }
        }
        catch (AmqpChannelException e)
        {
            CloseBecause(CloseReason.ByLibrary(e));
        }
    }

    private void OnMethod(MethodId method, ReadOnlySpan<byte> arguments)
    {
        if (_closing is not null)
        {
            OnMethodWhileClosing(method);
            return;
        }

        if (_content.IsOpen)
        {
            throw new AmqpConnectionException(ReplyCode.UnexpectedFrame, $"{method.Name} came within the content of another method.");
        }

        switch (method)
        {
            case MethodId.BasicDeliver:
                OnDeliver(BasicDeliver.Read(arguments));
                break;
            case MethodId.BasicAck:
                BasicAck ack = BasicAck.Read(arguments);
                _publishes.OnAnswer(this, ack.DeliveryTag, ack.Multiple, PublishResult.Confirmed);
                break;
            case MethodId.BasicNack:
                BasicNack nack = BasicNack.Read(arguments);
                _publishes.OnAnswer(this, nack.DeliveryTag, nack.Multiple, PublishResult.Rejected);
                break;
            case MethodId.BasicReturn:
                OnReturn(BasicReturn.Read(arguments));
                break;
            case MethodId.BasicGetOk:
                OnGetOk(BasicGetOk.Read(arguments));
                break;
            case MethodId.BasicCancel:
                OnCancel(BasicCancel.Read(arguments));
                break;
            case MethodId.ChannelFlow:
                OnFlow(ChannelFlow.Read(arguments));
                break;
            case MethodId.ChannelClose:
                OnClose(ChannelClose.Read(arguments));
                break;
            default:
                DequeueCall(method)?.Complete(method, arguments);
                break;
        }
    }

    /// <summary>Between <c>channel.close</c> and its answer everything else is discarded. Section 1.5.2.5.</summary>
    private void OnMethodWhileClosing(MethodId method)
    {
        if (method == MethodId.ChannelClose)
        {
            // Both sides closed at once: each answers, and the broker's answer still comes.
            if (_output.Write(WireNumber, new ChannelCloseOk()))
            {
                _output.Flush(FlushHint.More);
            }
        }
        else if (method == MethodId.ChannelCloseOk)
        {
            _connection.Release(this);
            _closing!.Complete(method, default);
            lock (_gate)
            {
                _closing = null;
            }
        }
    }

    private void OnClose(ChannelClose close)
    {
        CloseReason reason = CloseReason.ByBroker(close);
        bool flush;
        lock (_gate)
        {
            // Set before the answer leaves: the broker may see the number again right after it, from another channel.
            _reason ??= reason;
            EndPublishes(reason);
            flush = _output.Write(WireNumber, new ChannelCloseOk());
        }

        _connection.Release(this);
        EndWith(reason, reason.ToChannelException(Number));
        if (flush)
        {
            _output.Flush(FlushHint.More);
        }
    }

    private void OnDeliver(BasicDeliver deliver)
    {
        ReadOnlySpan<byte> tag = deliver.ConsumerTag.Octets;
        _receiver = FindConsumer(tag);
        if (_receiver is null)
        {
            if (!IsOpen)
            {
                // Closed at this moment by another thread. What still comes is discarded, as is the rest of this message.
                return;
            }

            throw new AmqpConnectionException(
                ReplyCode.CommandInvalid, $"A delivery came for the consumer '{deliver.ConsumerTag.ToString()}', which does not exist.");
        }

        Unsettled?.Add(deliver.DeliveryTag);
        _content.Begin(_receiver.Deliveries.Writer, deliver.Exchange.Octets, deliver.RoutingKey.Octets, deliver.DeliveryTag, deliver.Redelivered);
    }

    private void OnReturn(BasicReturn returned)
    {
        _returnCode = returned.ReplyCode;
        _returnText = returned.ReplyText.ToString();
        _content.Begin(_scratch ??= new DeliveryWriter(), returned.Exchange.Octets, returned.RoutingKey.Octets);
    }

    private void OnGetOk(BasicGetOk got)
    {
        if (DequeueCall(MethodId.BasicGetOk) is not GetCall call)
        {
            return;
        }

        _getting = call;
        _getting.MessageCount = got.MessageCount;
        _content.Begin(_scratch ??= new DeliveryWriter(), got.Exchange.Octets, got.RoutingKey.Octets, got.DeliveryTag, got.Redelivered);
    }

    private void OnContent()
    {
        if (_receiver is AmqpConsumer receiver)
        {
            _receiver = null;
            receiver.Deliveries.Add(_content.End());
            _connection.Touch(receiver);
        }
        else if (_getting is GetCall call)
        {
            _getting = null;
            GetResult result = new(new ReceivedMessage(this, Epoch, _content.EndUnshared()), call.MessageCount);
            if (!call.Complete(result) && !call.NoAck)
            {
                _ = result.Message.Delivery.RequeueAsync();
            }
        }
        else
        {
            byte[] octets = _content.EndCopy(out int exchangeLength, out int keyLength, out int propertiesLength);
            OnReturned(new ReturnedMessage(_returnCode, _returnText, octets, exchangeLength, keyLength, propertiesLength));
        }
    }

    /// <summary>The call that a method answers; null when the channel is being closed by another thread, which ended all calls.</summary>
    private PendingCall? DequeueCall(MethodId method)
    {
        lock (_gate)
        {
            if (_calls.TryPeek(out PendingCall? call) && call.Accepts(method))
            {
                return _calls.Dequeue();
            }

            if (_reason is not null)
            {
                return null;
            }
        }

        throw new AmqpConnectionException(ReplyCode.CommandInvalid, $"{method.Name} came on channel {Number}, where nothing waits for it.");
    }
}
