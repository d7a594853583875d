namespace TypedAmqp.Manifests;

/// <summary>A request to the management API.</summary>
/// <param name="Method">Its method: <c>PUT</c>, <c>POST</c> or <c>DELETE</c>.</param>
/// <param name="Path">Its path below <c>/api/</c>.</param>
/// <param name="Body">Its body; null for none.</param>
public sealed record BrokerRequest(string Method, string Path, string? Body)
{
    /// <summary>The queue that must hold no message and have no consumer; null for none.</summary>
    public string? OnlyIfIdle { get; init; }

    /// <summary>The broker sees to <see cref="OnlyIfIdle"/>; otherwise the queue is looked at before the request is sent.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>The request as it is sent: method, path and body.</summary>
    public override string ToString() => $"{Method,-7} /api/{Path}{(Body is null ? "" : " " + Body)}";
}
