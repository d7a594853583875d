namespace TypedAmqp.Server.Management;

/// <summary>The messages of all queues.</summary>
internal sealed record QueueTotals(long Messages, long MessagesReady, long MessagesUnacknowledged);
