using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>A queue in <see cref="Definitions"/>.</summary>
internal sealed record QueueDefinition(string Name, bool Durable, bool AutoDelete, FieldTable Arguments, string? Vhost = null);
