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
            ExchangeDeclaration declaration = new(
                name, method.Type.ToString(), method.Durable, method.AutoDelete, method.Internal, method.Arguments.Decode(MethodId.ExchangeDeclare));
            VirtualHost.RefuseUnknown(declaration);
            DemandDeclaration(declaration);
            virtualHost.Resources.Observer?.Declaring(name, MethodId.ExchangeDeclare);
            virtualHost.DeclareExchange(declaration);
        }

        if (!method.NoWait)
        {
            Send(new ExchangeDeclareOk());
        }
    }

    private void OnExchangeDelete(in ExchangeDelete method)
    {
        string name = method.Exchange.Text(MethodId.ExchangeDelete);
        virtualHost.RefuseToDelete(name);
        Access.DemandExchange(AccessRight.Configure, name, MethodId.ExchangeDelete);
        virtualHost.DeleteExchange(name, method.IfUnused);
        if (!method.NoWait)
        {
            Send(new ExchangeDeleteOk());
        }
    }

    private void OnExchangeBind(in ExchangeBind method)
    {
        string destination = method.Destination.Text(MethodId.ExchangeBind);
        string source = method.Source.Text(MethodId.ExchangeBind);
        VirtualHost.RefuseDefault(destination, MethodId.ExchangeBind);
        VirtualHost.RefuseDefault(source, MethodId.ExchangeBind);
        Access.DemandExchange(AccessRight.Write, destination, MethodId.ExchangeBind);
        Access.DemandExchange(AccessRight.Read, source, MethodId.ExchangeBind);
        virtualHost.BindExchange(destination, source, method.RoutingKey.Text(MethodId.ExchangeBind), method.Arguments.Decode(MethodId.ExchangeBind));
        if (!method.NoWait)
        {
            Send(new ExchangeBindOk());
        }
    }

    private void OnExchangeUnbind(in ExchangeUnbind method)
    {
        string destination = method.Destination.Text(MethodId.ExchangeUnbind);
        string source = method.Source.Text(MethodId.ExchangeUnbind);
        VirtualHost.RefuseDefault(destination, MethodId.ExchangeUnbind);
        VirtualHost.RefuseDefault(source, MethodId.ExchangeUnbind);
        Access.DemandExchange(AccessRight.Write, destination, MethodId.ExchangeUnbind);
        Access.DemandExchange(AccessRight.Read, source, MethodId.ExchangeUnbind);
        virtualHost.UnbindExchange(
            destination, source, method.RoutingKey.Text(MethodId.ExchangeUnbind), method.Arguments.Decode(MethodId.ExchangeUnbind));
        if (!method.NoWait)
        {
            Send(new ExchangeUnbindOk());
        }
    }

    // What matches nothing is published to the alternate in the name of who declares it.
    private void DemandDeclaration(ExchangeDeclaration declaration)
    {
        Access.DemandExchange(AccessRight.Configure, declaration.Name, MethodId.ExchangeDeclare);
        if (declaration.Arguments.GetValueOrDefault(Exchange.AlternateArgument) is string alternate
            && virtualHost.FindExchange(declaration.Name) is null)
        {
            Access.DemandExchange(AccessRight.Read, declaration.Name, MethodId.ExchangeDeclare);
            Access.DemandExchange(AccessRight.Write, alternate, MethodId.ExchangeDeclare);
        }
    }
}
