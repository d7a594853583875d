namespace TypedAmqp.Generated;

/// <summary>What holds where a service does not say.</summary>
public static class RpcDefaults
{
    /// <summary>How long a call may take: 30 s.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(30);
}
