namespace TypedAmqp.Server.Management;

/// <summary>Which channel something belongs to.</summary>
internal sealed record ChannelDetails(string ConnectionName, string Name, string Node, int Number, string? PeerHost, int? PeerPort, string User);
