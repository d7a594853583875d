namespace TypedAmqp;

/// <summary>What happens to messages beyond a queue's length (<c>x-overflow</c>).</summary>
public enum QueueOverflow
{
    /// <summary>The oldest message leaves (<c>drop-head</c>).</summary>
    DropHead = 0,

    /// <summary>The new message is refused (<c>reject-publish</c>).</summary>
    RejectPublish = 1,

    /// <summary>The new message is refused and dead-lettered (<c>reject-publish-dlx</c>).</summary>
    RejectPublishDeadLetter = 2,
}
