using Microsoft.AspNetCore.Http;
using TypedAmqp.Broker;
using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What the management API does with queues, exchanges and bindings.</summary>
internal static class TopologyActions
{
    public static Answer Declare(VirtualHost? host, string name, QueueRequest request)
    {
        if (host is null)
        {
            return Answer.NotFound;
        }

        bool isNew = host.FindQueue(name) is null;
        host.DeclareQueue(new QueueDeclaration(name, request.Durable, Exclusive: false, request.AutoDelete, request.Arguments ?? []), owner: null);
        return Answer.Made(isNew);
    }

    public static Answer Declare(VirtualHost? host, string name, ExchangeRequest request)
    {
        if (host is null)
        {
            return Answer.NotFound;
        }

        bool isNew = host.FindExchange(name) is null;
        host.DeclareExchange(
            new ExchangeDeclaration(name, request.Type, request.Durable, request.AutoDelete, request.Internal, request.Arguments ?? []));
        return Answer.Made(isNew);
    }

    public static Answer DeleteQueue(VirtualHost? host, string name, bool ifUnused, bool ifEmpty)
    {
        if (host?.FindQueue(name) is null)
        {
            return Answer.NotFound;
        }

        host.DeleteQueue(name, ifUnused, ifEmpty, owner: null);
        return Answer.Done;
    }

    public static Answer DeleteExchange(VirtualHost? host, string name, bool ifUnused)
    {
        if (host?.FindExchange(name) is null)
        {
            return Answer.NotFound;
        }

        host.DeleteExchange(name, ifUnused);
        return Answer.Done;
    }

    public static Answer Purge(Queue? queue)
    {
        if (queue is null)
        {
            return Answer.NotFound;
        }

        queue.Purge();
        return Answer.Done;
    }

    public static Answer Bind(VirtualHost? host, string source, string kind, string destination, BindingRequest request)
    {
        if (host is null)
        {
            return Answer.NotFound;
        }

        NameLimit.Check(request.RoutingKey);
        FieldTable arguments = request.Arguments ?? [];
        if (kind == "q")
        {
            host.BindQueue(destination, source, request.RoutingKey, arguments, owner: null);
        }
        else
        {
            host.BindExchange(destination, source, request.RoutingKey, arguments);
        }

        string key = Uri.EscapeDataString(PropertiesKey.Of(request.RoutingKey, arguments));
        return new Answer(StatusCodes.Status201Created) { Location = $"{Uri.EscapeDataString(destination)}/{key}" };
    }

    public static Answer Unbind(VirtualHost? host, string source, string kind, string destination, string key)
    {
        if (host is null || Array.Find(Bindings(host, source, kind, destination), binding => binding.PropertiesKey == key) is not { } binding)
        {
            return Answer.NotFound;
        }

        if (kind == "q")
        {
            host.UnbindQueue(destination, binding.Source, binding.RoutingKey, binding.Arguments, owner: null);
        }
        else
        {
            host.UnbindExchange(destination, binding.Source, binding.RoutingKey, binding.Arguments);
        }

        return Answer.Done;
    }

    public static BindingView[] Bindings(VirtualHost host, string source, string kind, string destination) =>
        [.. BrokerViews.Bindings(host).Where(Between(source, kind, destination))];

    public static Func<BindingView, bool> Between(string source, string kind, string destination) => binding =>
        binding.Source == NameOf(source) && binding.Destination == destination && binding.DestinationType == (kind == "q" ? "queue" : "exchange");

    /// <summary>The default exchange has no name, which no address can end with.</summary>
    public static string NameOf(string exchange) => exchange == "amq.default" ? "" : exchange;
}
