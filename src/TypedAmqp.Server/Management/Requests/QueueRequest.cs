using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What a queue is to be declared with.</summary>
internal sealed record QueueRequest(bool Durable = false, bool AutoDelete = false, FieldTable? Arguments = null);
