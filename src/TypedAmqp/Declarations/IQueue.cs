namespace TypedAmqp;

/// <summary>A queue of the topology. The compiler implements it on each class marked with <see cref="QueueAttribute"/>.</summary>
public interface IQueue
{
    /// <summary>What was declared.</summary>
    static abstract QueueDescriptor Descriptor { get; }

    /// <summary>What messages are kept in order by; null where the queue has no <see cref="OrderByAttribute"/>.</summary>
    static virtual OrderKeyReader? OrderKey => null;
}
