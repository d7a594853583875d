namespace TypedAmqp.Broker;

/// <summary>A queue: messages in order, and the consumers that share them.</summary>
public sealed class Queue
{
    private volatile bool _isDeleted;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="virtualHost">Where it lives.</param>
    /// <param name="declaration">What it was declared with.</param>
    /// <param name="exclusiveOwner">The connection that alone may use it; null when it is not exclusive.</param>
    public Queue(VirtualHost virtualHost, QueueDeclaration declaration, object? exclusiveOwner)
    {
        ArgumentNullException.ThrowIfNull(virtualHost);
        ArgumentNullException.ThrowIfNull(declaration);
        VirtualHost = virtualHost;
        Declaration = declaration;
        ExclusiveOwner = exclusiveOwner;
    }

    /// <summary>The name, unique in its virtual host.</summary>
    public string Name => Declaration.Name;

    /// <summary>The virtual host that it lives in.</summary>
    public VirtualHost VirtualHost { get; }

    /// <summary>What it was declared with.</summary>
    public QueueDeclaration Declaration { get; }

    /// <summary>The connection that alone may use it, and with which it goes; null when it is not exclusive.</summary>
    public object? ExclusiveOwner { get; }

    /// <summary>Number of messages ready to be delivered.</summary>
    public int MessageCount => 0;

    /// <summary>Number of consumers.</summary>
    public int ConsumerCount => 0;

    /// <summary>It was deleted: nothing is kept any more.</summary>
    internal bool IsDeleted => _isDeleted;

    /// <summary>Deletes what it holds.</summary>
    /// <returns>How many ready messages it held.</returns>
    public int Close()
    {
        _isDeleted = true;
        return 0;
    }
}
