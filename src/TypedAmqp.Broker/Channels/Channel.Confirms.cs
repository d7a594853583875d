using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Publisher confirms (RabbitMQ): they leave here and nowhere else, in order, one basic.ack for as many as there are.
internal sealed partial class Channel
{
    private bool _isConfirming;
    private bool _isConfirmOwed;
    private ulong _published;
    private ulong _confirmed;

    /// <summary>Confirms everything that was published. The messages of the turn are with their queues.</summary>
    public void Confirm(Turn turn)
    {
        _isConfirmOwed = false;
        bool multiple = _published - _confirmed > 1;
        _confirmed = _published;
        lock (Output.Gate)
        {
            FrameWriter.WriteMethod(Output, Number, new BasicAck { DeliveryTag = _published, Multiple = multiple });
            turn.OweFlush(Output);
        }
    }

    private void CountPublish()
    {
        if (!_isConfirming)
        {
            return;
        }

        _published++;
        if (!_isConfirmOwed)
        {
            _isConfirmOwed = true;
            Turn.OweConfirm(this);
        }
    }

    private void OnConfirmSelect(in ConfirmSelect method)
    {
        if (_transaction is not null)
        {
            throw Refusal.Channel(ReplyCode.PreconditionFailed, "cannot switch from tx to confirm mode", MethodId.ConfirmSelect);
        }

        _isConfirming = true;
        if (!method.NoWait)
        {
            Send(new ConfirmSelectOk());
        }
    }
}
