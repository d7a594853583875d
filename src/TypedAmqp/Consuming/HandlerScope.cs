namespace TypedAmqp;

/// <summary>
/// A handler with what lives as long as it works on one message: for containers, which make a handler for each message. It is disposed when the
/// message is handled, before it is settled.
/// </summary>
public abstract class HandlerScope : IAsyncDisposable
{
    /// <summary>The consumer, or the implementation of a service.</summary>
    public abstract object Handler { get; }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
