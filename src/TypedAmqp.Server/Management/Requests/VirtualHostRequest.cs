namespace TypedAmqp.Server.Management;

/// <summary>What a virtual host is to be made with.</summary>
internal sealed record VirtualHostRequest(bool Tracing = false, string? DefaultQueueType = null);
