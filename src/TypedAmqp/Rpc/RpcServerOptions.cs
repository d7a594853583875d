namespace TypedAmqp;

/// <summary>How a service is served.</summary>
public sealed record RpcServerOptions
{
    /// <summary>The options unless others are given.</summary>
    public static RpcServerOptions Default { get; } = new();

    /// <summary>How many requests the broker sends ahead of their replies (<c>basic.qos</c>); 64 unless set.</summary>
    public ushort Prefetch { get; init; } = 64;

    /// <summary>How many requests are at work at a time; 16 unless set.</summary>
    public int Concurrency { get; init; } = 16;

    /// <summary>Whether nobody else may serve at the same time.</summary>
    public bool Exclusive { get; init; }
}
