using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// One line a method.
internal sealed partial class Channel
{
    /// <summary>Does what a method asks for; basic.publish with its content comes another way.</summary>
    /// <exception cref="AmqpChannelException">The channel is to be closed.</exception>
    /// <exception cref="AmqpConnectionException">The connection is to be closed.</exception>
    public void OnMethod(MethodId id, ReadOnlySpan<byte> arguments)
    {
        switch (id)
        {
            case MethodId.BasicAck: OnAck(BasicAck.Read(arguments)); return;
            case MethodId.BasicNack: OnNack(BasicNack.Read(arguments)); return;
            case MethodId.BasicReject: OnReject(BasicReject.Read(arguments)); return;
        }

        // Everything else sees the effects of what came before it.
        Turn.Work();
        switch (id)
        {
            case MethodId.ChannelFlow: OnFlow(ChannelFlow.Read(arguments)); break;
            case MethodId.AccessRequest: AccessRequest.Read(arguments); Send(new AccessRequestOk { Ticket = 1 }); break;
            case MethodId.ExchangeDeclare: OnExchangeDeclare(ExchangeDeclare.Read(arguments)); break;
            case MethodId.ExchangeDelete: OnExchangeDelete(ExchangeDelete.Read(arguments)); break;
            case MethodId.ExchangeBind: OnExchangeBind(ExchangeBind.Read(arguments)); break;
            case MethodId.ExchangeUnbind: OnExchangeUnbind(ExchangeUnbind.Read(arguments)); break;
            case MethodId.QueueDeclare: OnQueueDeclare(QueueDeclare.Read(arguments)); break;
            case MethodId.QueueBind: OnQueueBind(QueueBind.Read(arguments)); break;
            case MethodId.QueueUnbind: OnQueueUnbind(QueueUnbind.Read(arguments)); break;
            case MethodId.QueuePurge: OnQueuePurge(QueuePurge.Read(arguments)); break;
            case MethodId.QueueDelete: OnQueueDelete(QueueDelete.Read(arguments)); break;
            case MethodId.BasicQos: OnQos(BasicQos.Read(arguments)); break;
            case MethodId.BasicConsume: OnConsume(BasicConsume.Read(arguments)); break;
            case MethodId.BasicCancel: OnCancel(BasicCancel.Read(arguments)); break;
            case MethodId.BasicCredit: OnCredit(BasicCredit.Read(arguments)); break;
            case MethodId.BasicGet: OnGet(BasicGet.Read(arguments)); break;
            case MethodId.BasicRecover: OnRecover(BasicRecover.Read(arguments)); break;
            case MethodId.BasicRecoverAsync: OnRecoverAsync(BasicRecoverAsync.Read(arguments)); break;
            case MethodId.ConfirmSelect: OnConfirmSelect(ConfirmSelect.Read(arguments)); break;
            case MethodId.TxSelect: OnTxSelect(); break;
            case MethodId.TxCommit: OnTxCommit(); break;
            case MethodId.TxRollback: OnTxRollback(); break;
            default: throw Refusal.Connection(ReplyCode.CommandInvalid, "unimplemented method", id);
        }
    }

    private void OnFlow(in ChannelFlow method)
    {
        if (!method.Active)
        {
            throw Refusal.Connection(ReplyCode.NotImplemented, "active=false", MethodId.ChannelFlow);
        }

        Send(new ChannelFlowOk { Active = true });
    }
}
