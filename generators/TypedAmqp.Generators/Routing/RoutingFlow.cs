using TypedAmqp.Generators.Model;

namespace TypedAmqp.Generators.Routing;

/// <summary>Carries every contract as far as it goes: the fixed point of a <see cref="RoutingGraph"/>.</summary>
internal sealed class RoutingFlow(RoutingGraph graph, CancellationToken cancellationToken)
{
    private readonly Queue<(ExchangeNode Exchange, Parcel Parcel)> _open = new();

    public void Run()
    {
        foreach (ExchangeNode node in graph.Exchanges)
        {
            foreach (ExchangeModel exchange in node.Declarations)
            {
                foreach (RouteModel route in exchange.Routes)
                {
                    Enter(node, new Parcel(route.Message, route.Key, exchange.Type.Name));
                }
            }
        }

        foreach (QueueNode node in graph.Queues)
        {
            foreach (QueueModel queue in node.Declarations)
            {
                foreach (SendModel send in queue.Sends)
                {
                    Arrive(node, new Parcel(send.Message, KeyTemplate.Literal(queue.Name), "(default exchange)").Over(queue.Name, queue.Type.Name));
                }
            }
        }

        while (_open.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (ExchangeNode exchange, Parcel parcel) = _open.Dequeue();
            Leave(exchange, parcel);
        }
    }

    private void Enter(ExchangeNode exchange, Parcel parcel)
    {
        if (exchange.Enter(parcel))
        {
            _open.Enqueue((exchange, parcel));
        }
    }

    private void Leave(ExchangeNode exchange, Parcel parcel)
    {
        foreach (Edge edge in exchange.Edges.Where(edge => graph.CanCarry(edge, parcel.Key)))
        {
            Parcel next = parcel.Over(edge.Label, edge.TargetName);
            if (edge.Queue is QueueNode queue)
            {
                Arrive(queue, next);
            }
            else if (edge.Exchange is ExchangeNode destination)
            {
                Enter(destination, next);
            }
        }

        foreach (string alternate in exchange.Declarations.Select(static declaration => declaration.AlternateExchange).OfType<string>())
        {
            if (graph.FindExchange(alternate) is ExchangeNode target
                && graph.FindUncovered(exchange.First, parcel.Key, cancellationToken) is not null)
            {
                Enter(target, parcel.Over("alternate", target.First.Type.Name));
            }
        }
    }

    private void Arrive(QueueNode queue, Parcel parcel)
    {
        if (!queue.Receive(parcel))
        {
            return;
        }

        foreach (DeadLetterModel deadLetter in queue.Declarations.Select(static declaration => declaration.DeadLetter).OfType<DeadLetterModel>())
        {
            Parcel dead = deadLetter.RoutingKey is string key ? parcel with { Key = KeyTemplate.Literal(key) } : parcel;
            if (graph.FindExchange(deadLetter.Target) is ExchangeNode exchange)
            {
                Enter(exchange, dead.Over("dead letter", exchange.First.Type.Name));
            }
            else if (deadLetter.Exchange is not null && graph.FindQueue(deadLetter.Target) is QueueNode target)
            {
                Arrive(target, dead.Over("dead letter", target.First.Type.Name));
            }
        }
    }
}
