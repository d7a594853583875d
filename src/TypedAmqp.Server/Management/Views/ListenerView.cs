namespace TypedAmqp.Server.Management;

/// <summary>Where the broker listens.</summary>
internal sealed record ListenerView(string Node, string Protocol, string IpAddress, int Port);
