using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class exchange. The rules are the virtual host's.
internal sealed partial class Channel
{
    private void OnExchangeDeclare(in ExchangeDeclare method)
    {
        string name = method.Exchange.ToString();
        if (method.Passive)
        {
            virtualHost.GetExchange(name, MethodId.ExchangeDeclare);
        }
        else
        {
            virtualHost.DeclareExchange(new ExchangeDeclaration(
                name, method.Type.ToString(), method.Durable, method.AutoDelete, method.Internal, method.Arguments.ToFieldTable()));
        }

        if (!method.NoWait)
        {
            Send(new ExchangeDeclareOk());
        }
    }

    private void OnExchangeDelete(in ExchangeDelete method)
    {
        virtualHost.DeleteExchange(method.Exchange.ToString(), method.IfUnused);
        if (!method.NoWait)
        {
            Send(new ExchangeDeleteOk());
        }
    }

    private void OnExchangeBind(in ExchangeBind method)
    {
        virtualHost.BindExchange(
            method.Destination.ToString(), method.Source.ToString(), method.RoutingKey.ToString(), method.Arguments.ToFieldTable());
        if (!method.NoWait)
        {
            Send(new ExchangeBindOk());
        }
    }

    private void OnExchangeUnbind(in ExchangeUnbind method)
    {
        virtualHost.UnbindExchange(
            method.Destination.ToString(), method.Source.ToString(), method.RoutingKey.ToString(), method.Arguments.ToFieldTable());
        if (!method.NoWait)
        {
            Send(new ExchangeUnbindOk());
        }
    }
}
