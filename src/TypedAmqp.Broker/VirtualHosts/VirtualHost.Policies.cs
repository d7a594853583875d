namespace TypedAmqp.Broker;

// What holds for queues and exchanges by their names may change while they are there.
public sealed partial class VirtualHost
{
    /// <summary>Lets all that is here do as the policies of this moment say. To be called by one at a time.</summary>
    internal void ApplyPolicies()
    {
        Queue[] queues;
        lock (Gate)
        {
            // What is declared from now on looks at these policies itself.
            queues = [.. _queues];
            foreach (Exchange exchange in _exchanges)
            {
                exchange.ApplyPolicies();
            }

            Changed();
        }

        // Messages that have no room any more may go through any exchange to any queue: without the lock.
        foreach (Queue queue in queues)
        {
            queue.ApplyPolicies();
        }

        lock (Gate)
        {
            // Routes say whether a queue may refuse a message.
            Changed();
        }
    }
}
