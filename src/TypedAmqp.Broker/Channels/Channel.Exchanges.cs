using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Class exchange. The rules are the virtual host's.
internal sealed partial class Channel
{
    private void OnExchangeDeclare(in ExchangeDeclare method)
    {
        string name = method.Exchange.Text(MethodId.ExchangeDeclare);
        if (method.Passive)
        {
            virtualHost.GetExchange(name, MethodId.ExchangeDeclare);
        }
        else
        {
            virtualHost.DeclareExchange(new ExchangeDeclaration(
                name, method.Type.ToString(), method.Durable, method.AutoDelete, method.Internal, method.Arguments.Decode(MethodId.ExchangeDeclare)));
        }

        if (!method.NoWait)
        {
            Send(new ExchangeDeclareOk());
        }
    }

    private void OnExchangeDelete(in ExchangeDelete method)
    {
        virtualHost.DeleteExchange(method.Exchange.Text(MethodId.ExchangeDelete), method.IfUnused);
        if (!method.NoWait)
        {
            Send(new ExchangeDeleteOk());
        }
    }

    private void OnExchangeBind(in ExchangeBind method)
    {
        virtualHost.BindExchange(
            method.Destination.Text(MethodId.ExchangeBind),
            method.Source.Text(MethodId.ExchangeBind),
            method.RoutingKey.Text(MethodId.ExchangeBind),
            method.Arguments.Decode(MethodId.ExchangeBind));
        if (!method.NoWait)
        {
            Send(new ExchangeBindOk());
        }
    }

    private void OnExchangeUnbind(in ExchangeUnbind method)
    {
        virtualHost.UnbindExchange(
            method.Destination.Text(MethodId.ExchangeUnbind),
            method.Source.Text(MethodId.ExchangeUnbind),
            method.RoutingKey.Text(MethodId.ExchangeUnbind),
            method.Arguments.Decode(MethodId.ExchangeUnbind));
        if (!method.NoWait)
        {
            Send(new ExchangeUnbindOk());
        }
    }
}
