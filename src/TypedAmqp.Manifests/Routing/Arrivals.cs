using System.Collections.Immutable;

namespace TypedAmqp.Manifests;

/// <summary>Which contracts can arrive in which queue, by the names of types, dead letters and alternate exchanges followed.</summary>
internal sealed class Arrivals
{
    private readonly Dictionary<string, ExchangeDescriptor> _exchanges;
    private readonly ILookup<string, (BindingDescriptor Binding, string Queue)> _bindings;
    private readonly Dictionary<string, QueueDescriptor> _queues;
    private readonly Dictionary<string, SortedSet<string>> _contracts = [];
    private readonly HashSet<(string Node, string Contract, string Key)> _seen = [];

    public Arrivals(TopologyModel topology)
    {
        _exchanges = topology.Exchanges.ToDictionary(static exchange => exchange.Descriptor.Name, static exchange => exchange.Descriptor);
        _queues = topology.Queues.ToDictionary(IdOf, static queue => queue.Descriptor);
        _bindings = topology.Bindings.Select(static binding => (binding, binding.Destination))
            .Concat(topology.Queues.SelectMany(static queue => queue.Descriptor.Bindings.Select(binding => (binding, IdOf(queue)))))
            .Concat(topology.Queues.SelectMany(
                static queue => queue.RunTimeSources.Select(source => (new BindingDescriptor(source, "", "#"), IdOf(queue)))))
            .ToLookup(static item => item.Item1.Source);
        foreach (RouteModel route in topology.Routes)
        {
            if (route.Exchange.Length == 0)
            {
                Arrive(route.Key.Text, route.Contract, route.Key);
            }
            else
            {
                Publish(route.Exchange, route.Contract, route.Key);
            }
        }
    }

    /// <summary>What tells a queue from the others: its name, or its type where the broker chooses one.</summary>
    public static string IdOf(DeclaredQueue queue) => queue.Descriptor.IsServerNamed ? "\0" + queue.Type : queue.Descriptor.Name;

    /// <summary>The contracts' types, sorted.</summary>
    public ImmutableArray<string> In(DeclaredQueue queue) =>
        _contracts.TryGetValue(IdOf(queue), out SortedSet<string>? contracts) ? [.. contracts] : [];

    private void Publish(string name, string contract, RouteKey key)
    {
        if (!_exchanges.TryGetValue(name, out ExchangeDescriptor? exchange) || !_seen.Add(("e" + name, contract, key.Text)))
        {
            return;
        }

        bool isCaught = false;
        foreach ((BindingDescriptor binding, string queue) in _bindings[name])
        {
            if (KeyWords.CanMatch(key, binding, exchange.Type))
            {
                isCaught |= KeyWords.IsCatchAll(binding, exchange.Type);
                if (binding.ToExchange)
                {
                    Publish(binding.Destination, contract, key);
                }
                else
                {
                    Arrive(queue, contract, key);
                }
            }
        }

        if (!isCaught && exchange.AlternateExchange is string alternate)
        {
            Publish(alternate, contract, key);
        }
    }

    private void Arrive(string id, string contract, RouteKey key)
    {
        if (!_queues.TryGetValue(id, out QueueDescriptor? queue) || !_seen.Add(("q" + id, contract, key.Text)))
        {
            return;
        }

        _contracts.TryAdd(id, new SortedSet<string>(StringComparer.Ordinal));
        _contracts[id].Add(contract);
        if (queue.DeadLetterExchange is string exchange)
        {
            RouteKey next = QueueFacts.DeadLetterKey(queue) is string other ? RouteKey.Of(other) : key;
            if (exchange.Length == 0)
            {
                Arrive(next.Text, contract, next);
            }
            else
            {
                Publish(exchange, contract, next);
            }
        }
    }
}
