namespace TypedAmqp.Broker;

/// <summary>The exchange without a name: every queue is bound to it with its name, and nothing else can be.</summary>
internal sealed class DefaultExchange(VirtualHost virtualHost)
    : Exchange(virtualHost, new ExchangeDeclaration("", ExchangeTypes.Direct, true, false, false, []))
{
    // None is for it, as in RabbitMQ.
    internal override void ApplyPolicies()
    {
    }

    internal override void Match(in RoutingContext context, RouteTargets targets)
    {
        if (VirtualHost.FindQueue(context.RoutingKey) is { } queue)
        {
            targets.Add(queue);
        }
    }

    internal override void Add(Binding binding) => throw new InvalidOperationException("The default exchange takes no bindings.");

    internal override void Remove(Binding binding) => throw new InvalidOperationException("The default exchange has no bindings.");
}
