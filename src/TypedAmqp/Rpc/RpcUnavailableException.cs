namespace TypedAmqp;

/// <summary>A call that reached nobody: the service's queue does not exist, or the connection was lost before the reply came.</summary>
/// <param name="service">The service's name.</param>
/// <param name="reason">What happened.</param>
/// <param name="innerException">What closed the channel, if that was it.</param>
public sealed class RpcUnavailableException(string service, string reason, Exception? innerException = null)
    : Exception($"The service '{service}' cannot be called: {reason}", innerException)
{
    /// <summary>The service's name.</summary>
    public string Service { get; } = service;

    /// <summary>Whether the request may have reached a server: the channel was lost before the reply came.</summary>
    public bool IsReplyLost { get; internal init; }
}
