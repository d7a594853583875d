using System.Net;

namespace TypedAmqp.Server;

/// <summary>An address cannot be listened on. The message is one sentence that names it and says why.</summary>
public sealed class ListenException : IOException
{
    internal ListenException(EndPoint endpoint, string reason, Exception cause)
        : base($"Cannot listen on {endpoint}: {reason}.", cause)
    {
        Endpoint = endpoint;
    }

    /// <summary>The address and port.</summary>
    public EndPoint Endpoint { get; }
}
