namespace TypedAmqp.Broker;

/// <summary>
/// Keeps the octets of one queue's messages, while the queue keeps their order. Every call but <see cref="Committed"/> is made under the lock of the
/// queue.
/// </summary>
internal abstract class MessageStore
{
    /// <summary>The number of the last append.</summary>
    public abstract long Appended { get; }

    /// <summary>Every append up to this number is as safe as it will get: a publisher confirm may leave. May be read without a lock.</summary>
    public abstract long Committed { get; }

    /// <summary>
    /// Completes when <see cref="Committed"/> has reached a number, never under a lock; fails when it never will. May be called without a lock.
    /// </summary>
    public abstract Task CommittedAsync(long appended);

    /// <summary>
    /// Reads a little of where the next message goes, so that it is in the caches by then. May be called without a lock: what is returned means
    /// nothing.
    /// </summary>
    public virtual long Approach() => 0;

    /// <summary>Keeps a message. The octets are copied, or, where they are shared, retained.</summary>
    public abstract QueueEntry Append(in MessageOctets message);

    /// <summary>The number of the first message of a stream that has none, as far as the store knows.</summary>
    public virtual long FirstNumber => 0;

    /// <summary>Keeps a message that memory is not to be spent on: it is with a consumer already, or not wanted soon.</summary>
    public virtual QueueEntry AppendLent(in MessageOctets message) => Append(message);

    /// <summary>A message came back to the queue; its flags have changed.</summary>
    public virtual void Return(in QueueEntry entry)
    {
    }

    /// <summary>The octets of a kept message, valid until it is released and until the lock of the queue is given up.</summary>
    public abstract MessageOctets Read(in QueueEntry entry);

    /// <summary>Whether the octets of a message that is not in memory can be read; if not, the log has said so, and the message is lost.</summary>
    public virtual bool CanRead(in QueueEntry entry) => true;

    /// <summary>The message is settled; its octets may go.</summary>
    public abstract void Release(in QueueEntry entry);

    /// <summary>The oldest messages that there are are done with, all at once.</summary>
    /// <param name="entries">What is kept of them.</param>
    /// <param name="next">The number of the next one.</param>
    public virtual void ReleaseOldest(ReadOnlySpan<QueueEntry> entries, long next)
    {
        foreach (ref readonly QueueEntry entry in entries)
        {
            Release(entry);
        }
    }

    /// <summary>Gives back the memory that it keeps for the next message, if it keeps none for others.</summary>
    /// <returns>Whether it holds no memory now.</returns>
    public virtual bool Trim() => true;

    /// <summary>The queue is deleted: everything goes.</summary>
    public abstract void Clear();
}
