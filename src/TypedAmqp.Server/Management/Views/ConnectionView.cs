using TypedAmqp.Protocol;

namespace TypedAmqp.Server.Management;

/// <summary>
/// A connection of a client; hosts and ports of one within the process are unknown. Its age is in milliseconds since 1970, its timeout in seconds.
/// </summary>
internal sealed record ConnectionView(
    string Name, string Node, string User, string Vhost, string Protocol, string State, int Channels, string Type, string? PeerHost, int? PeerPort,
    string? Host,
    int? Port, bool Ssl, int ChannelMax, int FrameMax, int Timeout, long ConnectedAt, FieldTable ClientProperties, string? UserProvidedName);
