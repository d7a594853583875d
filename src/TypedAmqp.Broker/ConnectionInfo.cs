namespace TypedAmqp.Broker;

/// <summary>What the transport knows of a peer.</summary>
/// <param name="Name">How the connection is called in logs and listings, e.g. <c>127.0.0.1:50123 -> 127.0.0.1:5672</c>.</param>
/// <param name="IsLoopback">The peer is on this machine, as users such as <c>guest</c> have to be.</param>
public sealed record ConnectionInfo(string Name, bool IsLoopback);
