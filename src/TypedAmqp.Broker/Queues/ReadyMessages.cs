namespace TypedAmqp.Broker;

/// <summary>
/// The ready messages of a queue, in the order in which they are delivered. Each has a position, by which one that comes back finds its place again.
/// Guarded by the lock of the queue.
/// </summary>
internal abstract class ReadyMessages
{
    /// <summary>How many there are.</summary>
    public int Count { get; protected set; }

    /// <summary>Octets of their bodies, where a limit asks for that to be known; else 0.</summary>
    public virtual long Octets => 0;

    /// <summary>Whether <see cref="Add"/> looks at the octets.</summary>
    public virtual bool NeedsOctets => false;

    /// <summary>What a queue with these settings needs.</summary>
    /// <param name="settings">The settings; null when the queue has none.</param>
    /// <param name="store">The store of the queue.</param>
    public static ReadyMessages For(QueueSettings? settings, MessageStore store)
    {
        ReadyMessages messages = settings switch
        {
            { MaxPriority: { } most } => new PriorityMessages(most),
            { HasTwoPriorities: true } => new TwoLevelMessages(),
            _ => new OrderedMessages(),
        };
        return settings is { MaxOctets: not null, IsStream: false } ? new MeasuredMessages(messages, store) : messages;
    }

    /// <summary>Adds a new message.</summary>
    /// <param name="entry">What is kept of it.</param>
    /// <param name="message">Its octets.</param>
    public abstract void Add(in QueueEntry entry, in MessageOctets message);

    /// <summary>The position of a new message that does not wait here but goes to a consumer at once.</summary>
    public abstract long Pass(in MessageOctets message);

    /// <summary>Takes a message back to its place.</summary>
    public abstract void Return(in QueueEntry entry, long position);

    /// <summary>The next message; there must be one.</summary>
    public abstract QueueEntry Peek();

    /// <summary>Takes the next message out; there must be one.</summary>
    public abstract QueueEntry Take(out long position);

    /// <summary>Forgets all of them.</summary>
    public abstract void Clear();

    /// <summary>
    /// Reads a little of where the next message is added, so that it is in the caches by then. May be called without the lock: what is returned means
    /// nothing.
    /// </summary>
    public virtual long Approach() => Count;
}
