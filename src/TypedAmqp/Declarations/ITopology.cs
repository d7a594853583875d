namespace TypedAmqp;

/// <summary>Everything that an assembly declares. The compiler implements it on the class that <see cref="TopologyAttribute"/> names.</summary>
public interface ITopology
{
    /// <summary>Exchanges, queues, bindings and services, in an order in which they can be declared.</summary>
    TopologyDescriptor Descriptor { get; }
}
