namespace TypedAmqp.Consuming;

/// <summary>A handler that wants to know when a dispatch loop finds nothing more to do, before it goes to sleep.</summary>
internal interface IIdleHandler
{
    /// <summary>Nothing waits at this moment.</summary>
    void OnIdle();
}
