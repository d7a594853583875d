namespace TypedAmqp.Transports;

/// <summary>
/// A transport that is to be told while the client is at work beyond it, so that a test can wait for quiet: octets that are written and not sent yet,
/// octets that are read and not looked at yet, handlers that run. Each begin comes before what the work leaves behind can be seen elsewhere, each end
/// after.
/// </summary>
internal interface IWorkCounter
{
    /// <summary>One more piece of work.</summary>
    void Begin();

    /// <summary>One piece less.</summary>
    void End();
}
