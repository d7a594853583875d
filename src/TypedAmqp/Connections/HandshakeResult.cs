using TypedAmqp.Protocol;

namespace TypedAmqp.Connections;

/// <summary>What client and broker agreed on.</summary>
/// <param name="ServerProperties">What the broker says of itself.</param>
/// <param name="ChannelMax">The highest channel number.</param>
/// <param name="FrameMax">The greatest frame in octets, framing included.</param>
/// <param name="Heartbeat">The interval of heartbeats, zero for none.</param>
internal sealed record HandshakeResult(FieldTable ServerProperties, ushort ChannelMax, int FrameMax, TimeSpan Heartbeat);
