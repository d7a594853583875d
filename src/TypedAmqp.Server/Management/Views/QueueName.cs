namespace TypedAmqp.Server.Management;

/// <summary>Which queue.</summary>
internal sealed record QueueName(string Name, string Vhost);
