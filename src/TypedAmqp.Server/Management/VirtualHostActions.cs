using TypedAmqp.Broker;

namespace TypedAmqp.Server.Management;

/// <summary>What the management API does with virtual hosts.</summary>
internal sealed class VirtualHostActions(Broker.Broker broker)
{
    /// <summary>Makes one.</summary>
    /// <exception cref="ArgumentException">The name is empty, or it is to do what this broker does not.</exception>
    public Answer Make(BrokerUser user, string name, VirtualHostRequest request)
    {
        if (request.Tracing || request.DefaultQueueType is not (null or "classic" or "undefined"))
        {
            throw new ArgumentException(
                "A virtual host neither traces here nor has another default queue type than 'classic': leave out 'tracing' and 'default_queue_type'.");
        }

        return Answer.Made(Make(user, name));
    }

    /// <summary>Makes one where there is none. As in RabbitMQ, who makes it may do everything in it.</summary>
    /// <returns>Whether there was none.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public bool Make(BrokerUser user, string name)
    {
        broker.AddVirtualHost(name, out bool isNew);
        if (isNew)
        {
            broker.Access.SetPermissions(BrokerPermissions.Everything(user.Name, name));
        }

        return isNew;
    }
}
