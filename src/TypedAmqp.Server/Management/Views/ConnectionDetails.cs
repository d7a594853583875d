namespace TypedAmqp.Server.Management;

/// <summary>Which connection something belongs to.</summary>
internal sealed record ConnectionDetails(string Name, string? PeerHost, int? PeerPort);
