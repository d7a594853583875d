namespace TypedAmqp.Broker;

/// <summary>
/// A random exchange (<c>x-random</c>, RabbitMQ's plugin): each message goes to one binding, each as likely as the others, whatever the keys.
/// </summary>
internal sealed class RandomExchange(VirtualHost virtualHost, ExchangeDeclaration declaration) : Exchange(virtualHost, declaration)
{
    private readonly HashSet<Binding> _bindings = [];

    // Made when it is next needed after a change.
    private Binding[]? _snapshot;

    internal override bool HasKeys => false;

    internal override void Match(in RoutingContext context, RouteTargets targets)
    {
        targets.DependsOnMessage = true;
        Binding[] bindings = Volatile.Read(ref _snapshot) ?? Collect();
        if (bindings.Length > 0)
        {
            targets.Add(bindings[Random.Shared.Next(bindings.Length)].Destination);
        }
    }

    internal override void Add(Binding binding)
    {
        _bindings.Add(binding);
        Volatile.Write(ref _snapshot, null);
    }

    internal override void Remove(Binding binding)
    {
        _bindings.Remove(binding);
        Volatile.Write(ref _snapshot, null);
    }

    private Binding[] Collect()
    {
        lock (VirtualHost.Gate)
        {
            Binding[] bindings = [.. _bindings];
            Volatile.Write(ref _snapshot, bindings);
            return bindings;
        }
    }
}
