namespace TypedAmqp.Server.Management;

/// <summary>A virtual host and what its queues hold.</summary>
internal sealed record VirtualHostView(string Name, long? Messages = null, long? MessagesReady = null, long? MessagesUnacknowledged = null);
