namespace TypedAmqp.Manifests;

/// <summary>A method of an RPC service.</summary>
/// <param name="Name">Its name on the wire, as in <c>pricing.Quote</c>.</param>
/// <param name="Request">The request's contract; null without one.</param>
/// <param name="Reply">The reply's contract; null without one.</param>
public sealed record ServiceMethodModel(string Name, string? Request, string? Reply)
{
    /// <summary>Whether it has no reply at all.</summary>
    public bool IsOneWay { get; init; }

    /// <summary>Whether it has many replies.</summary>
    public bool IsStream { get; init; }

    /// <summary>How long a call may take.</summary>
    public TimeSpan? Timeout { get; init; }
}
