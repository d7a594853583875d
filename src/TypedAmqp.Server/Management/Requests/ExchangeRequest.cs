using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>What an exchange is to be declared with.</summary>
internal sealed record ExchangeRequest(
    string Type = "direct", bool Durable = false, bool AutoDelete = false, bool Internal = false, FieldTable? Arguments = null);
