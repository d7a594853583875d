using TypedAmqp.Broker;

namespace TypedAmqp.Fuzzing.Conversations;

/// <summary>What conversations leave in a broker on purpose, and what they may not leave.</summary>
internal static class Leftovers
{
    /// <summary>Deletes every queue, and every exchange and binding that was not there from the beginning.</summary>
    public static void Clear(Broker.Broker broker)
    {
        foreach (VirtualHost virtualHost in broker.VirtualHosts.Values)
        {
            foreach (Queue queue in virtualHost.Queues)
            {
                virtualHost.DeleteQueue(queue.Name, ifUnused: false, ifEmpty: false, queue.ExclusiveOwner);
            }

            foreach (Exchange exchange in virtualHost.Exchanges)
            {
                foreach (Binding binding in exchange.Outgoing.ToArray())
                {
                    virtualHost.UnbindExchange(((Exchange)binding.Destination).Name, exchange.Name, binding.RoutingKey, binding.Arguments);
                }
            }

            foreach (Exchange exchange in virtualHost.Exchanges.Where(
                static exchange => exchange.Name is not "" && !exchange.Name.StartsWith("amq.", StringComparison.Ordinal)))
            {
                virtualHost.DeleteExchange(exchange.Name, ifUnused: false);
            }
        }
    }

    /// <summary>What is there although nobody is connected and everything was deleted; null: nothing.</summary>
    public static string? Describe(Broker.Broker broker)
    {
        int queues = broker.VirtualHosts.Values.Sum(static virtualHost => virtualHost.Queues.Count);
        int directReplies = broker.Resources.DirectReply.Count;
        long octets = broker.Resources.Memory.Octets;
        long pending = broker.Resources.Memory.Pending;
        return queues > 0 || directReplies > 0 || octets != 0 || pending != 0
            ? $"{queues} queues, {directReplies} direct replies, {octets} octets of messages and {pending} of pending ones are left"
            : null;
    }
}
