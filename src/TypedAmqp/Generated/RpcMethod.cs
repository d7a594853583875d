namespace TypedAmqp.Generated;

/// <summary>A method of an RPC service as it travels, without its types.</summary>
public abstract class RpcMethod
{
    private protected RpcMethod(string service, string name, TimeSpan timeout)
    {
        Service = service;
        Name = name;
        Timeout = timeout;
    }

    /// <summary>The service's name, which is its queue's.</summary>
    public string Service { get; }

    /// <summary>The request's <c>type</c>: service, dot, method.</summary>
    public string Name { get; }

    /// <summary>How long a call may take; for a call without reply how long its request is kept, and zero for ever.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>Whether a call is made again when the connection was lost before its reply came.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The faults that it declares.</summary>
    public IReadOnlyList<RpcFaultContract> Faults { get; init; } = [];
}
