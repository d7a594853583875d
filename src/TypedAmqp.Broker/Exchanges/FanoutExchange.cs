namespace TypedAmqp.Broker;

/// <summary>A fanout exchange (section 3.1.3.2 of the specification): a message goes to everything that is bound.</summary>
internal sealed class FanoutExchange(VirtualHost virtualHost, ExchangeDeclaration declaration) : Exchange(virtualHost, declaration)
{
    private readonly BindingSet _bindings = new();

    internal override void Match(in RoutingContext context, RouteTargets targets) => targets.Add(_bindings.Targets(VirtualHost.Gate));

    internal override void Add(Binding binding) => _bindings.Add(binding);

    internal override void Remove(Binding binding) => _bindings.Remove(binding);
}
