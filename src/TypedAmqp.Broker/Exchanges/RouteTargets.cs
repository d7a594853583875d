namespace TypedAmqp.Broker;

/// <summary>Where a message goes: collects queues, each once. Made to be used again and again by one thread at a time.</summary>
public sealed class RouteTargets
{
    private readonly DistinctList<Queue> _queues = new();
    private readonly DistinctList<Exchange> _exchanges = new();
    private int _routedExchanges;

    /// <summary>The queues, in no particular order.</summary>
    public IReadOnlyList<Queue> Queues => _queues.Items;

    /// <summary>Where the message was published to.</summary>
    internal Exchange First => _exchanges.Items[0];

    /// <summary>An exchange on the way looked at more than the key: another message with the same key may go elsewhere.</summary>
    public bool DependsOnMessage { get; internal set; }

    /// <summary>What patterns of topic exchanges are followed with.</summary>
    internal TopicWalk Walk { get; } = new();

    /// <summary>Counts what was found, also what had been found before.</summary>
    internal int Hits { get; private set; }

    /// <summary>Adds a queue, unless it is there.</summary>
    public void Add(Queue queue)
    {
        Hits++;
        _queues.Add(queue);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _queues.Clear();
        _exchanges.Clear();
        _routedExchanges = 0;
        Hits = 0;
        DependsOnMessage = false;
    }

    /// <summary>Adds what bindings lead to.</summary>
    internal void Add(Targets targets)
    {
        Hits += targets.Queues.Length;
        _queues.AddDistinct(targets.Queues);
        foreach (Exchange exchange in targets.Exchanges)
        {
            Hits++;
            Add(exchange);
        }
    }

    /// <summary>Adds what one binding leads to.</summary>
    internal void Add(object destination)
    {
        if (destination is Queue queue)
        {
            Add(queue);
            return;
        }

        Hits++;
        Add((Exchange)destination);
    }

    /// <summary>Lets an exchange route the message too; one that did or will do so already is not asked again: bindings may run in circles.</summary>
    internal void Add(Exchange exchange) => _exchanges.Add(exchange);

    /// <summary>The next exchange that has not routed yet, or null.</summary>
    internal Exchange? NextExchange() => _routedExchanges < _exchanges.Items.Count ? _exchanges.Items[_routedExchanges++] : null;
}
