using TypedAmqp.Protocol;

namespace TypedAmqp.Broker;

// Bindings: queue.bind and queue.unbind (section 1.7 of the specification), exchange.bind and exchange.unbind (RabbitMQ's extension).
public sealed partial class VirtualHost
{
    /// <summary>Binds a queue to an exchange. Doing so again changes nothing.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="exchange">The exchange's name.</param>
    /// <param name="routingKey">The key or pattern.</param>
    /// <param name="arguments">Arguments, part of the binding's identity; what a headers exchange matches.</param>
    /// <param name="owner">The connection that asks.</param>
    /// <exception cref="AmqpChannelException">
    /// 403: it is the default exchange. 404: exchange or queue are missing. 405: the queue is exclusive to another connection. 406: the arguments
    /// make no sense.
    /// </exception>
    public void BindQueue(string queue, string exchange, string routingKey, FieldTable arguments, object? owner)
    {
        const MethodId Method = MethodId.QueueBind;
        (queue, exchange) = (WithoutLineBreaks(queue), WithoutLineBreaks(exchange));
        RefuseDefault(exchange, Method);
        lock (Gate)
        {
            Exchange source = FindExchange(exchange) ?? throw NoExchange(exchange, Method);
            Queue destination = FindQueue(queue) ?? throw NoQueue(queue, Method);
            source.Validate(routingKey, arguments, Method);
            RefuseOthers(destination, owner, Method);
            Attach(new Binding(source, destination, routingKey, arguments));
        }
    }

    /// <summary>Removes a binding of a queue; nothing happens when there is none. An auto-delete exchange goes with its last binding.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="exchange">The exchange's name.</param>
    /// <param name="routingKey">The key or pattern it was bound with.</param>
    /// <param name="arguments">The arguments it was bound with.</param>
    /// <param name="owner">The connection that asks.</param>
    /// <exception cref="AmqpChannelException">403: it is the default exchange. 405: the queue is exclusive to another connection.</exception>
    public void UnbindQueue(string queue, string exchange, string routingKey, FieldTable arguments, object? owner)
    {
        const MethodId Method = MethodId.QueueUnbind;
        (queue, exchange) = (WithoutLineBreaks(queue), WithoutLineBreaks(exchange));
        RefuseDefault(exchange, Method);
        lock (Gate)
        {
            if (FindExchange(exchange) is { } source && FindQueue(queue) is { } destination
                && source.Outgoing.TryGetValue(new Binding(source, destination, routingKey, arguments), out Binding? binding))
            {
                RefuseOthers(destination, owner, Method);
                Unbind(binding);
            }
        }
    }

    /// <summary>Binds an exchange to another. Doing so again changes nothing; circles are allowed.</summary>
    /// <param name="destination">The name of the exchange that messages go on to.</param>
    /// <param name="source">The name of the exchange that they come from.</param>
    /// <param name="routingKey">The key or pattern.</param>
    /// <param name="arguments">Arguments, part of the binding's identity; what a headers exchange matches.</param>
    /// <exception cref="AmqpChannelException">
    /// 403: one is the default exchange. 404: one is missing. 406: the arguments make no sense.
    /// </exception>
    public void BindExchange(string destination, string source, string routingKey, FieldTable arguments)
    {
        const MethodId Method = MethodId.ExchangeBind;
        (destination, source) = (WithoutLineBreaks(destination), WithoutLineBreaks(source));
        RefuseDefault(destination, Method);
        RefuseDefault(source, Method);
        lock (Gate)
        {
            Exchange from = FindExchange(source) ?? throw NoExchange(source, Method);
            Exchange to = FindExchange(destination) ?? throw NoExchange(destination, Method);
            from.Validate(routingKey, arguments, Method);
            Attach(new Binding(from, to, routingKey, arguments));
        }
    }

    /// <summary>Removes a binding of an exchange; nothing happens when there is none. An auto-delete source goes with its last binding.</summary>
    /// <param name="destination">The name of the exchange that messages went on to.</param>
    /// <param name="source">The name of the exchange that they came from.</param>
    /// <param name="routingKey">The key or pattern it was bound with.</param>
    /// <param name="arguments">The arguments it was bound with.</param>
    /// <exception cref="AmqpChannelException">403: one is the default exchange.</exception>
    public void UnbindExchange(string destination, string source, string routingKey, FieldTable arguments)
    {
        const MethodId Method = MethodId.ExchangeUnbind;
        (destination, source) = (WithoutLineBreaks(destination), WithoutLineBreaks(source));
        RefuseDefault(destination, Method);
        RefuseDefault(source, Method);
        lock (Gate)
        {
            if (FindExchange(source) is { } from && FindExchange(destination) is { } to
                && from.Outgoing.TryGetValue(new Binding(from, to, routingKey, arguments), out Binding? binding))
            {
                Unbind(binding);
            }
        }
    }

    /// <summary>Every binding that was made: by source, then as they were made.</summary>
    internal Binding[] Bindings
    {
        get
        {
            lock (Gate)
            {
                return [.. Exchanges.SelectMany(static exchange => exchange.Outgoing)];
            }
        }
    }

    private static bool IsUnused(Exchange exchange) => exchange.Declaration.AutoDelete && exchange.Outgoing.Count == 0;

    private void Attach(Binding binding)
    {
        if (!binding.Source.Outgoing.Add(binding))
        {
            return;
        }

        if (!_incoming.TryGetValue(binding.Destination, out HashSet<Binding>? incoming))
        {
            _incoming.Add(binding.Destination, incoming = []);
        }

        Topology?.Add(binding);
        incoming.Add(binding);
        binding.Source.Add(binding);
        Changed();
    }

    private void Detach(Binding binding)
    {
        binding.Source.Remove(binding);
        binding.Source.Outgoing.Remove(binding);
        Topology?.Remove(binding);
        HashSet<Binding> incoming = _incoming[binding.Destination];
        incoming.Remove(binding);
        if (incoming.Count == 0)
        {
            _incoming.Remove(binding.Destination);
        }
    }

    // Detaches what leads to a queue or an exchange, and tells which exchanges are to go because that was their last binding.
    private void DetachIncoming(object destination, Stack<Exchange> unused)
    {
        if (!_incoming.TryGetValue(destination, out HashSet<Binding>? incoming))
        {
            return;
        }

        foreach (Binding binding in incoming.ToArray())
        {
            Detach(binding);
            if (IsUnused(binding.Source))
            {
                unused.Push(binding.Source);
            }
        }
    }

    private void Unbind(Binding binding)
    {
        Detach(binding);
        if (IsUnused(binding.Source))
        {
            Remove(new Stack<Exchange>([binding.Source]));
        }

        Changed();
    }
}
