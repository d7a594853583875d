namespace TypedAmqp.Rpc;

/// <summary>A call that waits for its reply, as the table of calls knows it: without its types.</summary>
internal abstract class PendingCall
{
    /// <summary>Its correlation id; another one for each use of the object.</summary>
    public ulong Id { get; set; }

    /// <summary>The channel that it was published on.</summary>
    public AmqpChannel? Channel { get; set; }

    /// <summary>Whether replies come until one says that it is the last.</summary>
    public virtual bool TakesMany => false;

    /// <summary>The reply has come. Called by whoever took the call out of the table, hence once, unless the call takes many.</summary>
    public abstract void Complete(in ReceivedMessage reply);

    /// <summary>There will be none. Called by whoever took the call out of the table, hence once.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>There will be none, because nobody takes the request.</summary>
    public abstract void FailUnavailable(string reason, bool isReplyLost = false);
}
