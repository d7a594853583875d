using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>An exchange in <see cref="Definitions"/>.</summary>
internal sealed record ExchangeDefinition(
    string Name, string Type, bool Durable, bool AutoDelete, bool Internal, FieldTable Arguments, string? Vhost = null);
