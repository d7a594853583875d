namespace TypedAmqp.Broker;

/// <summary>A direct exchange (section 3.1.3.1 of the specification): a message goes where its key is bound.</summary>
internal sealed class DirectExchange(VirtualHost virtualHost, ExchangeDeclaration declaration) : Exchange(virtualHost, declaration)
{
    private readonly OctetMap<BindingSet> _keys = new();

    internal override void Match(in RoutingContext context, RouteTargets targets)
    {
        if (_keys.Find(context.RoutingKey) is { } bindings)
        {
            targets.Add(bindings.Targets(VirtualHost.Gate));
        }
    }

    internal override void Add(Binding binding)
    {
        if (_keys.Find(binding.Key) is { } bindings)
        {
            bindings.Add(binding);
            return;
        }

        BindingSet first = new();
        first.Add(binding);
        _keys.Add(binding.Key, first);
    }

    internal override void Remove(Binding binding)
    {
        BindingSet bindings = _keys.Find(binding.Key)!;
        bindings.Remove(binding);
        if (bindings.IsEmpty)
        {
            _keys.Remove(binding.Key);
        }
    }
}
