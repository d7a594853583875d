namespace TypedAmqp.Broker;

// Virtual hosts that come and go while the broker runs.
public sealed partial class Broker
{
    /// <summary>Adds a virtual host, in which every user may do everything.</summary>
    /// <exception cref="ArgumentException">There is one of this name.</exception>
    internal VirtualHost AddVirtualHost(string name)
    {
        VirtualHost virtualHost = new(name, Resources);
        if (!_virtualHosts.TryAdd(name, virtualHost))
        {
            throw new ArgumentException($"Virtual host '{name}' is there already; choose another name.", nameof(name));
        }

        foreach (BrokerUser user in Access.Users)
        {
            Access.SetPermissions(BrokerPermissions.Everything(user.Name, name));
        }

        return virtualHost;
    }

    /// <summary>Takes a virtual host away, with its queues. Nobody enters it any more; those who are in it find it empty.</summary>
    internal void RemoveVirtualHost(VirtualHost virtualHost)
    {
        _virtualHosts.TryRemove(virtualHost.Name, out _);
        foreach (BrokerUser user in Access.Users)
        {
            Access.ClearPermissions(user.Name, virtualHost.Name);
        }

        foreach (Queue queue in virtualHost.Queues)
        {
            virtualHost.DeleteQueue(queue.Name, ifUnused: false, ifEmpty: false, queue.ExclusiveOwner);
        }
    }
}
