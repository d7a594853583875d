namespace TypedAmqp.Server.Management;

/// <summary>A connection of a client.</summary>
internal sealed record ConnectionView(string Name, string Node, string User, string Vhost, string Protocol, string State, int Channels);
